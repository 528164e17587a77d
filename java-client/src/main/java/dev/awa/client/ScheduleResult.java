package dev.awa.client;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a call that puts or applies schedules did with one of them.
 *
 * @param name of the schedule
 * @param outcome what was done, or in a dry run would be
 * @param changes what differs from before; empty unless the outcome is {@link Outcome#UPDATED}
 * @param nextFires the next five fires; fewer if it ends before, none of a deleted one
 * @param sentence the spec in English
 * @param notes on what may be other than meant
 */
public record ScheduleResult(
        String name,
        Outcome outcome,
        List<ScheduleChange> changes,
        List<Instant> nextFires,
        String sentence,
        List<String> notes) {

    public ScheduleResult {
        changes = List.copyOf(changes);
        nextFires = List.copyOf(nextFires);
        notes = List.copyOf(notes);
    }

    /** What was done. */
    public enum Outcome {
        /** There was none of this name. */
        CREATED,
        /** There was one, and it differed. */
        UPDATED,
        /** There was one like that. */
        UNCHANGED,
        /** The set has it no more. */
        DELETED;

        static Outcome of(String sql) {
            return valueOf(sql.toUpperCase(Locale.ROOT));
        }
    }
}
