package dev.awa.client;

import java.time.Instant;

/**
 * How one attempt went wrong.
 *
 * @param attempt its number, 1 for the first run
 * @param at when it was recorded
 * @param error what the worker said
 */
public record JobError(int attempt, Instant at, String error) {}
