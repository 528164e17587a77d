package dev.awa.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an insert did, and with which job.
 *
 * @param id the job's id: of the new one, or of the one that holds the unique key
 * @param outcome which of the two, and what became of the holder
 * @param state the state of that job
 * @param queue its queue
 * @param partition its partition of the queue, 0 in a queue that has but one
 * @param dueAt when it may run, by the database's clock
 * @param uniqueKey the key, null for a job inserted without one
 * @param queueFull whether the queue holds more jobs than it should and asks its producers to slow down; the job was
 *     inserted all the same
 */
public record InsertResult(
        long id,
        InsertOutcome outcome,
        JobState state,
        String queue,
        int partition,
        Instant dueAt,
        @Nullable UniqueKey uniqueKey,
        boolean queueFull) {

    /** Whether there is a new job. */
    public boolean inserted() {
        return outcome == InsertOutcome.INSERTED;
    }
}
