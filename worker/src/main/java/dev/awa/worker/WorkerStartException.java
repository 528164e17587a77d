package dev.awa.worker;

import dev.awa.client.AwaException;
import dev.awa.client.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Says why a worker could not start, and what to do about it. The code is that of the error which the database named, such
 * as {@link ErrorCode#NOT_INSTALLED} or {@link ErrorCode#CONTRACT_MISMATCH}, else {@link ErrorCode#START_FAILED}.
 */
public final class WorkerStartException extends AwaException {

    private static final long serialVersionUID = 1L;

    /** Takes the reason, and its cause if there is one, which also tells the code. */
    public WorkerStartException(String message, @Nullable Throwable cause) {
        super(code(cause), message, cause);
    }

    private static ErrorCode code(@Nullable Throwable cause) {
        AwaException named = cause instanceof AwaException awa ? awa : cause == null ? null : AwaException.of(cause);
        return named == null ? ErrorCode.START_FAILED : named.code();
    }
}
