package dev.awa.worker;

/**
 * How a worker takes jobs from one queue; immutable.
 *
 * @param concurrency how many of its jobs run at once in this worker; 10 unless told
 * @param prefetch most jobs claimed ahead of need; 2000 unless told. The worker takes as many as it runs in about a
 *     tenth of a second, never more than this nor than {@link AwaWorker.Builder#prefetchBytes} allow; 0 takes a job only for a free
 *     place
 */
public record QueueOptions(int concurrency, int prefetch) {

    /** Ten at once, up to 2000 ahead. */
    public static QueueOptions defaults() {
        return new QueueOptions(10, 2000);
    }

    /** A copy with another number of jobs that run at once, 1 to 10000. */
    public QueueOptions concurrency(int value) {
        return new QueueOptions(value, prefetch);
    }

    /** A copy with another bound on jobs claimed ahead of need, 0 to 10000. */
    public QueueOptions prefetch(int value) {
        return new QueueOptions(concurrency, value);
    }
}
