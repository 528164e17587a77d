package dev.awa.client;

/**
 * Something about a schedule that was one way and is another.
 *
 * @param field {@code spec}, {@code zone}, {@code kind}, {@code args}, {@code source}, or an option, such as {@code opts.overlap}
 * @param from what it was, JSON text; {@code null} for nothing
 * @param to what it is, the same way
 */
public record ScheduleChange(String field, String from, String to) {

    /** As in {@code opts.overlap: "allow" -> "skip"}. */
    @Override
    public String toString() {
        return field + ": " + from + " -> " + to;
    }
}
