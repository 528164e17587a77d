package dev.awa.worker.internal;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do with a kind that has no handler here: hand it back at once, and when it comes straight back, because nobody
 * else took it, put it off for a while, longer each time.
 */
final class UnknownKinds {

    private static final Logger log = LoggerFactory.getLogger(UnknownKinds.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private record Seen(Duration delay, long until) {}

    private final ConcurrentHashMap<String, Seen> kinds = new ConcurrentHashMap<>();

    Verdict handBack(Attempt attempt, long now) {
        String kind = attempt.job().kind();
        String reason = "no handler for kind \"" + kind + "\" in this worker";
        Seen seen = kinds.get(kind);
        if (seen != null && now - seen.until() < 0) {
            return new Verdict.Snooze(seen.delay(), reason);
        }
        Duration delay = seen != null && now - seen.until() < LONGEST_DELAY.toNanos()
                ? min(seen.delay().multipliedBy(2), LONGEST_DELAY)
                : FIRST_DELAY;
        kinds.put(kind, new Seen(delay, now + delay.toNanos()));
        log.warn("{}; {} is handed back", reason, attempt);
        return new Verdict.Release(reason);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
