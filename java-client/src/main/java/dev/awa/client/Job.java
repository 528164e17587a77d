package dev.awa.client;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stood when it was read.
 *
 * @param attempt how many attempts have started
 * @param runAt when it may run, or could have first
 * @param attemptedAt when the newest attempt started, null before the first
 * @param finalizedAt when it ended, null before
 * @param workerId who runs it, or ran it last, null before the first attempt
 * @param args its arguments, JSON text
 * @param orderingKey null if it was inserted without one
 * @param uniqueKey null if it was inserted without one
 * @param metadata a JSON object, as text
 * @param progress null if nothing was reported
 * @param failures what went wrong, newest last
 * @param result what the handler returned, JSON text, null for nothing
 * @param reason why it was cancelled or buried, null if nobody said
 * @param options the options that it was inserted with, a JSON object as text; null for none
 */
public record Job(
        long id,
        String kind,
        String queue,
        int partition,
        int priority,
        JobState state,
        int attempt,
        int maxAttempts,
        Instant runAt,
        Instant createdAt,
        @Nullable Instant attemptedAt,
        @Nullable Instant finalizedAt,
        @Nullable UUID workerId,
        String args,
        @Nullable String orderingKey,
        @Nullable UniqueKey uniqueKey,
        List<String> tags,
        String metadata,
        @Nullable JobProgress progress,
        List<JobFailure> failures,
        @Nullable String result,
        @Nullable String reason,
        @Nullable String options) {

    public Job {
        tags = List.copyOf(tags);
        failures = List.copyOf(failures);
    }
}
