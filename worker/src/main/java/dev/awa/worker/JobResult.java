package dev.awa.worker;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How an attempt ended, as its handler says; an exception instead of a result is a retry with back-off. */
public sealed interface JobResult {

    /**
     * The longest delay that a database allows unless {@code awa.configure} set another {@code max_delay}: 366 days. Where
     * it is set lower, a job with a longer delay fails for good, with the database's words as its error.
     */
    Duration LONGEST_DELAY = Duration.ofDays(366);

    /** The job is completed. */
    static JobResult done() {
        return Done.WITHOUT_VALUE;
    }

    /**
     * The job is completed and leaves a result.
     *
     * @param value stored as JSON with the job; null leaves none
     */
    static JobResult done(@Nullable Object value) {
        return value == null ? Done.WITHOUT_VALUE : new Done(value);
    }

    /**
     * The attempt failed; the next one starts after the given delay instead of the policy's. When no attempt is left the
     * job fails for good.
     *
     * @param delay 0 to {@link #LONGEST_DELAY}
     * @param reason kept in the job's failures
     * @throws IllegalArgumentException when the delay is out of range
     */
    static JobResult retryAfter(Duration delay, String reason) {
        return new RetryAfter(delay, reason);
    }

    /**
     * The job is not ready to run; it starts again after the delay and the attempt is not counted.
     *
     * @param delay 0 to {@link #LONGEST_DELAY}
     * @throws IllegalArgumentException when the delay is out of range
     */
    static JobResult snooze(Duration delay) {
        return new Snooze(delay);
    }

    /** The job ends as cancelled, without being a failure. */
    static JobResult cancel(String reason) {
        return new Cancel(reason);
    }

    /** The job fails for good, whatever attempts are left, and goes to the dead letters. */
    static JobResult fail(String reason) {
        return new Fail(reason);
    }

    /** Completed, with a value or none. */
    record Done(@Nullable Object value) implements JobResult {
        private static final Done WITHOUT_VALUE = new Done(null);
    }

    /** To be tried again after a delay. */
    record RetryAfter(Duration delay, String reason) implements JobResult {
        /** Refuses a delay out of range. */
        public RetryAfter {
            checkDelay(delay);
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** To be started again after a delay, uncounted. */
    record Snooze(Duration delay) implements JobResult {
        /** Refuses a delay out of range. */
        public Snooze {
            checkDelay(delay);
        }
    }

    /** Cancelled by its own handler. */
    record Cancel(String reason) implements JobResult {
        /** Refuses a null reason. */
        public Cancel {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Failed for good. */
    record Fail(String reason) implements JobResult {
        /** Refuses a null reason. */
        public Fail {
            Objects.requireNonNull(reason, "reason");
        }
    }

    private static void checkDelay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is negative: " + delay);
        }
        if (delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "delay is " + delay + ", the longest is " + LONGEST_DELAY + " (366 days)");
        }
    }
}
