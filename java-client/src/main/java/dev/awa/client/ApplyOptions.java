package dev.awa.client;

import org.jspecify.annotations.Nullable;

/**
 * How a declared set of schedules is applied.
 *
 * <p>Not safe for use by several threads.
 */
public final class ApplyOptions {

    @Nullable
    String source;

    boolean prune;

    boolean dryRun;

    ApplyOptions() {}

    /** The name of the set, {@code default} if not set: sets of different names leave each other alone. */
    public ApplyOptions source(String value) {
        source = value;
        return this;
    }

    /** Deletes those that an earlier call with the same source and the same login has put and that the set has no more. */
    public ApplyOptions prune() {
        prune = true;
        return this;
    }

    /** Changes nothing, and answers as if it did. */
    public ApplyOptions dryRun() {
        dryRun = true;
        return this;
    }
}
