package dev.awa.worker;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to an attempt; told after the database has committed it. */
public sealed interface JobEvent {

    /** The attempt it happened to. */
    JobInfo job();

    /** The handler was called. */
    record Started(JobInfo job) implements JobEvent {}

    /** The job is completed. */
    record Completed(JobInfo job, Duration took) implements JobEvent {}

    /** The attempt failed and another will follow. */
    record Retried(
            JobInfo job,
            String error,
            Duration took,
            @Nullable Instant nextRunAt) implements JobEvent {}

    /**
     * The job failed for good.
     *
     * @param exhausted true when it was its last attempt, false when the handler or its arguments ruled out another
     */
    record Failed(JobInfo job, String error, Duration took, boolean exhausted) implements JobEvent {}

    /** The job waits, the attempt is not counted. */
    record Snoozed(JobInfo job, @Nullable Instant nextRunAt) implements JobEvent {}

    /** The job ended as cancelled, by its handler or by somebody else. */
    record Cancelled(JobInfo job, @Nullable String reason) implements JobEvent {}

    /** The attempt was taken away; what its handler did after that changed nothing. */
    record LeaseLost(JobInfo job, CancelReason reason) implements JobEvent {}

    /** The job was handed back, the attempt is not counted. */
    record Released(JobInfo job, String reason) implements JobEvent {}
}
