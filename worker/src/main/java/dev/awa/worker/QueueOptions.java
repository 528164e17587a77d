package dev.awa.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a worker takes jobs from one queue; immutable.
 *
 * @param concurrency how many of its jobs run at once in this worker, at most. Unless told, 10, or in a worker with a
 *     {@link AwaWorker.Builder#concurrency concurrency} of its own as many as that
 * @param prefetch most jobs claimed ahead of need; 2000 unless told. The worker takes as many as it runs in about a
 *     tenth of a second, never more than this nor than {@link AwaWorker.Builder#prefetchBytes} allow; 0 takes a job only for a free
 *     place
 * @param pickup how long a job may wait until this worker looks again, while jobs come one by one and often; 10 ms unless
 *     told. Jobs that come meanwhile are claimed together, which costs the database less. Where they come seldom the worker
 *     sleeps, and is woken by the first
 * @param atLeast how many of the worker's places are the queue's as soon as it has work; 0 unless told. Others may run
 *     there meanwhile, and give the places back when their present jobs end
 * @param weight its share of the other places, among the queues that have work; 1 unless told
 */
public record QueueOptions(@Nullable Integer concurrency, int prefetch, Duration pickup, int atLeast, int weight) {

    /** Up to 2000 ahead, picked up within 10 ms; no place of its own, and weight 1. */
    public static QueueOptions defaults() {
        return new QueueOptions(null, 2000, Duration.ofMillis(10), 0, 1);
    }

    /** A copy with another number of jobs that run at once, 1 to 10000. */
    public QueueOptions concurrency(int value) {
        return new QueueOptions(value, prefetch, pickup, atLeast, weight);
    }

    /** A copy with another bound on jobs claimed ahead of need, 0 to 10000. */
    public QueueOptions prefetch(int value) {
        return new QueueOptions(concurrency, value, pickup, atLeast, weight);
    }

    /** A copy with another time to wait for more jobs, 0 to 1 s. */
    public QueueOptions pickup(Duration value) {
        return new QueueOptions(concurrency, prefetch, value, atLeast, weight);
    }

    /**
     * A copy with another number of places that are the queue's, 0 to its concurrency. Takes a worker with a
     * {@link AwaWorker.Builder#concurrency concurrency} of its own, and all queues together have no more places than that.
     */
    public QueueOptions atLeast(int value) {
        return new QueueOptions(concurrency, prefetch, pickup, value, weight);
    }

    /**
     * A copy with another share of the other places, 1 to 10000. Takes a worker with a
     * {@link AwaWorker.Builder#concurrency concurrency} of its own.
     */
    public QueueOptions weight(int value) {
        return new QueueOptions(concurrency, prefetch, pickup, atLeast, value);
    }
}
