package dev.awa.worker;

import dev.awa.client.AwaException;
import dev.awa.client.ErrorCode;

/** Thrown into a handler that asked whether its attempt is still wanted, when it is not. */
public final class JobCancelledException extends AwaException {

    private static final long serialVersionUID = 1L;

    private final CancelReason reason;

    /** Names the job and the reason. */
    public JobCancelledException(long jobId, CancelReason reason) {
        super(ErrorCode.ATTEMPT_CANCELLED, "attempt of job " + jobId + " is no longer wanted: " + reason, null);
        this.reason = reason;
    }

    /** Why the attempt is no longer wanted. */
    public CancelReason reason() {
        return reason;
    }
}
