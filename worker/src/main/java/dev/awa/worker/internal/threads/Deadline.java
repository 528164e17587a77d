package dev.awa.worker.internal.threads;

import java.time.Duration;

/** Times to wait for, by {@link System#nanoTime()}. */
public final class Deadline {

    /** Longer than anybody waits, and short enough to be added to a time. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

    private Deadline() {}

    /** The end of a time that begins now, however long it is. */
    public static long after(Duration time) {
        return System.nanoTime() + nanos(time);
    }

    static long nanos(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : Math.max(0, time.toNanos());
    }

    /** What is left until then; never negative. */
    public static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
