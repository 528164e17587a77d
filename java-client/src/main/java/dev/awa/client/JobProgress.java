package dev.awa.client;

import org.jspecify.annotations.Nullable;

/**
 * How far a job has come, as its handler reported; kept across retries.
 *
 * @param percent 0 to 100, null if not reported
 * @param message what it does, null if not reported
 * @param checkpoint JSON text from which the handler resumes, null if not reported
 */
public record JobProgress(
        @Nullable Integer percent,
        @Nullable String message,
        @Nullable String checkpoint) {}
