package dev.awa.worker;

/** Why an attempt that has started is no longer wanted. */
public enum CancelReason {
    /** Somebody cancelled the job; its attempt is closed. */
    CANCELLED,
    /** The attempt ran past its deadline; it is closed and counted. */
    DEADLINE,
    /** The worker was declared dead, or its claim turned out not to have been kept; the job belongs to somebody else. */
    LEASE_LOST,
    /** The worker shuts down and its grace time is over; the job is handed back if the handler ends with an exception. */
    SHUTDOWN
}
