package dev.awa.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to change about a job that waits; the rest stays as it is.
 *
 * <p>Not safe for use by several threads.
 */
public final class RescheduleOptions {

    @Nullable
    Instant runAt;

    @Nullable
    Integer priority;

    @Nullable
    Object args;

    RescheduleOptions() {}

    /** When it runs, by the database's clock; a past time means now. */
    public RescheduleOptions runAt(Instant value) {
        runAt = value;
        return this;
    }

    /** From 1, the most urgent, to 4. */
    public RescheduleOptions priority(int value) {
        priority = value;
        return this;
    }

    /** Its arguments: anything that the codec can write. */
    public RescheduleOptions args(Object value) {
        args = value;
        return this;
    }
}
