package dev.awa.worker;

import org.jspecify.annotations.Nullable;

/**
 * How a worker applies the schedules that are declared with it; immutable.
 *
 * @param source the name of the set, by which it is told from those of other applications; {@code worker} unless told
 * @param prunes whether schedules are deleted that this set had and has no more
 */
public record ScheduleSetOptions(@Nullable String source, boolean prunes) {

    /** A set without a name of its own, of which nothing is deleted. */
    public static ScheduleSetOptions defaults() {
        return new ScheduleSetOptions(null, false);
    }

    /** A copy with another name, best that of the application. */
    public ScheduleSetOptions source(String value) {
        return new ScheduleSetOptions(value, prunes);
    }

    /**
     * A copy that deletes schedules which an earlier start with the same source and by the same login has put and which
     * are declared no more. It takes a source: of two applications without one, each would delete those of the other.
     */
    public ScheduleSetOptions prune() {
        return new ScheduleSetOptions(source, true);
    }
}
