package dev.awa.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * More about the job to be cancelled by its unique key, and why.
 *
 * <p>Not safe for use by several threads.
 */
public final class CancelOptions {

    @Nullable
    String queue;

    @Nullable
    Instant at;

    @Nullable
    String reason;

    CancelOptions() {}

    /**
     * The queue that the job was inserted into, if its key includes that; that of the kind's defaults, or else
     * {@code default}, if not set.
     */
    public CancelOptions queue(String value) {
        queue = value;
        return this;
    }

    /** A time in the window of the job, if its key includes one; now, by the database's clock, if not set. */
    public CancelOptions at(Instant value) {
        at = value;
        return this;
    }

    /** Why, for whoever reads the job. */
    public CancelOptions reason(String value) {
        reason = value;
        return this;
    }
}
