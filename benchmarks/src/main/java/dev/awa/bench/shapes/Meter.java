package dev.awa.bench.shapes;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Takes the times of jobs on their way: enqueued, started, settled. All times are {@link System#nanoTime()} of one process,
 * and come from different threads in any order; whoever comes second of two computes the difference.
 *
 * <p>Jobs under way at the same time must be fewer than {@value #SLOTS}, with ids given out in sequence.
 */
final class Meter {
    private static final int SLOTS = 1 << 20;

    private final Accounts accounts = new Accounts();
    private final Latencies pickup = new Latencies();
    private final Latencies endToEnd = new Latencies();
    private final AtomicLongArray pickupSlots = new AtomicLongArray(SLOTS);
    private final AtomicLongArray endSlots = new AtomicLongArray(SLOTS);
    private final AtomicLong settled = new AtomicLong();

    /**
     * @param intendedAt when it should have been enqueued
     * @param committedAt when the producer had its answer
     */
    void enqueued(long id, long intendedAt, long committedAt) {
        accounts.enqueued(id);
        int slot = (int) id & (SLOTS - 1);
        long started = meet(pickupSlots, slot, committedAt);
        if (started != 0) {
            pickup.add(started - committedAt);
        }
        long ended = meet(endSlots, slot, intendedAt);
        if (ended != 0) {
            endToEnd.add(ended - intendedAt);
        }
    }

    void started(long id) {
        long now = System.nanoTime();
        accounts.started(id);
        long committed = meet(pickupSlots, (int) id & (SLOTS - 1), now);
        if (committed != 0) {
            pickup.add(now - committed);
        }
    }

    void settled(long id) {
        long now = System.nanoTime();
        settled.incrementAndGet();
        long intended = meet(endSlots, (int) id & (SLOTS - 1), now);
        if (intended != 0) {
            endToEnd.add(now - intended);
        }
    }

    /** Leaves a time for whoever comes later, or takes away the time of whoever was here before; 0 for nobody. */
    private static long meet(AtomicLongArray slots, int slot, long time) {
        if (slots.compareAndSet(slot, 0, time)) {
            return 0;
        }
        return slots.getAndSet(slot, 0);
    }

    Accounts accounts() {
        return accounts;
    }

    /** From the commit of the enqueue to the start of the handler. */
    Latencies pickup() {
        return pickup;
    }

    /** From the intended enqueue to the commit of the completion. */
    Latencies endToEnd() {
        return endToEnd;
    }

    long settledCount() {
        return settled.get();
    }

    /** Enqueued and not yet settled. */
    long underWay() {
        return accounts.enqueued() - settled.get();
    }
}
