package dev.awa.worker;

import org.jspecify.annotations.Nullable;

/** Says why a worker could not start, and what to do about it. */
public final class WorkerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Takes the reason, and its cause if there is one. */
    public WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
