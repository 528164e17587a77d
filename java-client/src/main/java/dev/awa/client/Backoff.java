package dev.awa.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a job waits between attempts. Without one it is exponential from 1 s to 24 h, with up to 25 % jitter.
 *
 * @param kind {@code exponential}, {@code linear} or {@code fixed}
 * @param base the wait after the first attempt
 * @param max no wait is longer; null for the database's default
 * @param jitter the share of the wait, 0 to 1, that is added at random at most; null for the database's default
 */
public record Backoff(
        String kind,
        Duration base,
        @Nullable Duration max,
        @Nullable Double jitter) {

    /** The wait doubles with each attempt. */
    public static Backoff exponential(Duration base, Duration max) {
        return new Backoff("exponential", base, max, null);
    }

    /** The wait grows by the same time with each attempt. */
    public static Backoff linear(Duration base, Duration max) {
        return new Backoff("linear", base, max, null);
    }

    /** The wait is always the same. */
    public static Backoff fixed(Duration base) {
        return new Backoff("fixed", base, null, null);
    }

    /** The same with another jitter, 0 for none. */
    public Backoff withJitter(double share) {
        return new Backoff(kind, base, max, share);
    }

    String json() {
        return new Json.ObjectText()
                .put("kind", Json.text(kind))
                .put("base", Json.text(base.toString()))
                .put("max", max == null ? null : Json.text(max.toString()))
                .put("jitter", jitter == null ? null : jitter.toString())
                .toString();
    }
}
