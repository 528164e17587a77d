package dev.awa.bench.shapes;

import dev.awa.bench.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Keeps book of every job id: enqueued once, started so many times. Safe for use by many threads. */
final class Accounts {
    private static final int PAGE_BITS = 16;

    private final ConcurrentHashMap<Long, Page> pages = new ConcurrentHashMap<>();
    private final AtomicLong enqueued = new AtomicLong();
    private final AtomicLong startedOnce = new AtomicLong();
    private final AtomicLong startedAgain = new AtomicLong();

    /** Two bits for each of the ids that have all but the last 16 bits in common. */
    private record Page(AtomicLongArray in, AtomicLongArray out) {
        Page() {
            this(new AtomicLongArray(1 << (PAGE_BITS - 6)), new AtomicLongArray(1 << (PAGE_BITS - 6)));
        }
    }

    /** What the book says when all is over. */
    record Balance(long enqueued, long started, long lost, long unknown, long again) {
        Map<String, Object> toMap() {
            return Json.object(
                    "enqueued", enqueued, "started", started, "lost", lost, "unknown", unknown, "started_again", again);
        }

        Balance plus(Balance other) {
            return new Balance(
                    enqueued + other.enqueued,
                    started + other.started,
                    lost + other.lost,
                    unknown + other.unknown,
                    again + other.again);
        }
    }

    void enqueued(long id) {
        if (!set(page(id).in, id)) {
            throw new IllegalStateException("job id " + id + " was given out twice");
        }
        enqueued.incrementAndGet();
    }

    void started(long id) {
        (set(page(id).out, id) ? startedOnce : startedAgain).incrementAndGet();
    }

    /** Different jobs that were enqueued. */
    long enqueued() {
        return enqueued.get();
    }

    /** Different jobs that were started. */
    long started() {
        return startedOnce.get();
    }

    /** Starts of jobs that had been started before. */
    long startedAgain() {
        return startedAgain.get();
    }

    /** How many of the enqueued ids are divisible by a number. */
    long idsDivisibleBy(int divisor) {
        long count = 0;
        for (Map.Entry<Long, Page> page : pages.entrySet()) {
            for (int i = 0; i < 1 << PAGE_BITS; i++) {
                long id = (page.getKey() << PAGE_BITS) + i;
                if (id % divisor == 0 && (page.getValue().in.get(i >> 6) & 1L << (i & 63)) != 0) {
                    count++;
                }
            }
        }
        return count;
    }

    Balance balance() {
        long lost = 0;
        long unknown = 0;
        for (Page page : pages.values()) {
            for (int i = 0; i < page.in.length(); i++) {
                lost += Long.bitCount(page.in.get(i) & ~page.out.get(i));
                unknown += Long.bitCount(page.out.get(i) & ~page.in.get(i));
            }
        }
        return new Balance(enqueued.get(), startedOnce.get(), lost, unknown, startedAgain.get());
    }

    private Page page(long id) {
        return pages.computeIfAbsent(id >> PAGE_BITS, number -> new Page());
    }

    /** True if the bit was not set before. */
    private static boolean set(AtomicLongArray bits, long id) {
        int word = (int) (id & ((1 << PAGE_BITS) - 1)) >> 6;
        long bit = 1L << (id & 63);
        return (bits.getAndUpdate(word, old -> old | bit) & bit) == 0;
    }
}
