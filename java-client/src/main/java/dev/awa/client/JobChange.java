package dev.awa.client;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a call that changes a job did.
 *
 * @param outcome what was done
 * @param state the job's state now, null if there is no such job
 * @param dueAt when it runs next, by the database's clock; null if the call did not set that
 */
public record JobChange(
        Outcome outcome, @Nullable JobState state, @Nullable Instant dueAt) {

    /** What was done. */
    public enum Outcome {
        /** The waiting job has what was asked for. */
        RESCHEDULED,
        /** The job runs or is parked, and was left as it is. */
        NOT_WAITING,
        /** The job runs again. */
        RETRIED,
        /** The job has completed; it cannot be retried. */
        COMPLETED,
        /** The job is forgotten. */
        DELETED,
        /** The job has not ended, and was left as it is. */
        NOT_ENDED,
        /** The job had ended before. */
        ALREADY_ENDED,
        /** There is no such job. */
        NOT_FOUND;

        static Outcome of(String sql) {
            return valueOf(sql.toUpperCase(Locale.ROOT));
        }
    }
}
