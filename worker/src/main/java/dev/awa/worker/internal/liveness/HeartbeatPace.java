package dev.awa.worker.internal.liveness;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * When to send heartbeats: at their pace, and soon when somebody asks for one. Any number of requests come to one, and none
 * of them brings it sooner after the last than {@link #SHORTEST_GAP_NANOS}: whoever may connect to the database can send
 * the notifications that lead to them.
 */
final class HeartbeatPace {

    static final long SHORTEST_GAP_NANOS = Duration.ofMillis(20).toNanos();

    private final AtomicBoolean asked = new AtomicBoolean();
    private long next;
    private long notBefore;

    /** The first is due at once. */
    HeartbeatPace(long now) {
        next = now;
        notBefore = now;
    }

    /** Asks for one from any thread; true if nobody else has, so that the thread which sends them must look. */
    boolean ask() {
        return !asked.getAndSet(true);
    }

    /** How long until one is due; 0 or less when it is. */
    long nanosUntilDue(long now) {
        long due = next - now;
        return asked.get() ? Math.min(due, notBefore - now) : due;
    }

    /** Call it before the heartbeat is sent: what is asked for from now on is not answered by it. */
    void sending(long now) {
        asked.set(false);
        notBefore = now + SHORTEST_GAP_NANOS;
    }

    /** Call it when the heartbeat has been answered. */
    void sent(long now, Duration every) {
        next = now + jittered(every.toNanos());
    }

    /** A little sooner, so that many workers do not keep step. */
    static long jittered(long nanos) {
        return ThreadLocalRandom.current().nextLong(nanos - nanos / 5, nanos + 1);
    }
}
