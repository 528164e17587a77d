package dev.awa.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which fires of a spec to tell.
 *
 * <p>Not safe for use by several threads.
 */
public final class FiresOptions {

    @Nullable
    Instant after;

    @Nullable
    Integer count;

    boolean bothDays;

    @Nullable
    String name;

    FiresOptions() {}

    /** Those later than this; now, by the database's clock, if not set. */
    public FiresOptions after(Instant value) {
        after = value;
        return this;
    }

    /** How many, 1 to 1000; 5 if not set. */
    public FiresOptions count(int value) {
        count = value;
        return this;
    }

    /** A day has to match day of month and day of week if both are restricted; unless set, either is enough. */
    public FiresOptions bothDays() {
        bothDays = true;
        return this;
    }

    /** The name of the schedule, which {@code H} is spread by. */
    public FiresOptions name(String value) {
        name = value;
        return this;
    }
}
