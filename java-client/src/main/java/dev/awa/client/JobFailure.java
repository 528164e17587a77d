package dev.awa.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt went wrong.
 *
 * @param attempt its number, 1 for the first run
 * @param at when it was recorded
 * @param error what the worker said
 * @param errorClass the class of what was thrown, in the worker's language, null if it was not told
 * @param stack where it was thrown, of the newest failure and until the next attempt, null else and if it was not told
 */
public record JobFailure(
        int attempt,
        Instant at,
        String error,
        @Nullable String errorClass,
        @Nullable String stack) {}
