package dev.awa.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a job, without what is in it.
 *
 * @param attempt how many attempts have started
 * @param maxAttempts how many there may be
 * @param runAt when it may run, or could have first
 * @param attemptedAt when the newest attempt started, null before the first
 * @param finalizedAt when it ended, null before
 */
public record JobStatus(
        long id,
        JobState state,
        int attempt,
        int maxAttempts,
        Instant runAt,
        Instant createdAt,
        @Nullable Instant attemptedAt,
        @Nullable Instant finalizedAt) {}
