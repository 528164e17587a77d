package dev.awa.client;

import org.jspecify.annotations.Nullable;

/**
 * What a cancellation did.
 *
 * @param id the job's id, null if no job holds the unique key that was asked for
 * @param outcome what was done
 * @param state the job's state now, null if there is no such job
 * @param uniqueKey the key that was looked for, null in a cancellation by id
 */
public record CancelResult(
        @Nullable Long id,
        CancelOutcome outcome,
        @Nullable JobState state,
        @Nullable UniqueKey uniqueKey) {

    /** Whether this call cancelled a job. */
    public boolean cancelled() {
        return outcome == CancelOutcome.CANCELLED;
    }
}
