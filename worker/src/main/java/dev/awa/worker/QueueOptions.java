package dev.awa.worker;

import java.time.Duration;

/**
 * How a worker takes jobs from one queue; immutable.
 *
 * @param concurrency how many of its jobs run at once in this worker; 10 unless told
 * @param prefetch most jobs claimed ahead of need; 2000 unless told. The worker takes as many as it runs in about a
 *     tenth of a second, never more than this nor than {@link AwaWorker.Builder#prefetchBytes} allow; 0 takes a job only for a free
 *     place
 * @param pickup how long a job may wait until this worker looks again, while jobs come one by one and often; 10 ms unless
 *     told. Jobs that come meanwhile are claimed together, which costs the database less. Where they come seldom the worker
 *     sleeps, and is woken by the first
 */
public record QueueOptions(int concurrency, int prefetch, Duration pickup) {

    /** Ten at once, up to 2000 ahead, picked up within 10 ms. */
    public static QueueOptions defaults() {
        return new QueueOptions(10, 2000, Duration.ofMillis(10));
    }

    /** A copy with another number of jobs that run at once, 1 to 10000. */
    public QueueOptions concurrency(int value) {
        return new QueueOptions(value, prefetch, pickup);
    }

    /** A copy with another bound on jobs claimed ahead of need, 0 to 10000. */
    public QueueOptions prefetch(int value) {
        return new QueueOptions(concurrency, value, pickup);
    }

    /** A copy with another time to wait for more jobs, 0 to 1 s. */
    public QueueOptions pickup(Duration value) {
        return new QueueOptions(concurrency, prefetch, value);
    }
}
