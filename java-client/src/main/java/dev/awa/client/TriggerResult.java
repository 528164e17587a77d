package dev.awa.client;

import org.jspecify.annotations.Nullable;

/**
 * What a trigger did.
 *
 * @param triggered whether there is a new job
 * @param id the job; without a new one, that which is under way or holds the unique key
 * @param state the state of that job
 */
public record TriggerResult(
        boolean triggered, @Nullable Long id, @Nullable JobState state) {}
