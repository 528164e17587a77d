package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes steps at a constant rate, on a thread for each of those who take them; what is late is done without a pause. */
final class Pace implements AutoCloseable {
    private static final long LONGEST_PARK_NANOS = Duration.ofMillis(50).toNanos();
    private static final double SECONDS = 3;
    private static final double MOST_SECONDS = 30;
    private static final double JOBS = 100_000;
    private static final int FEWEST = 20;

    private final double perSecond;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    /** One step of the sequence. */
    @FunctionalInterface
    interface Step {
        /**
         * @param number counted from 0
         * @param dueAt when it should begin, by {@link System#nanoTime()}
         */
        void take(long number, long dueAt) throws SQLException;
    }

    /**
     * Begins at once.
     *
     * @param steps at most; {@link Long#MAX_VALUE} for as many as come until it is closed
     * @param takers who share the steps, each in turn as it gets free
     */
    Pace(double perSecond, long steps, List<? extends Step> takers) {
        this.perSecond = perSecond;
        long began = System.nanoTime();
        for (Step taker : takers) {
            var thread = new Thread(() -> run(began, steps, taker), "awa-bench-pace");
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** How many jobs come at a rate: those of {@value #SECONDS} seconds with the default --jobs, and else in proportion. */
    static int jobs(Bench bench, double perSecond) {
        double seconds = Math.min(MOST_SECONDS, SECONDS * bench.options().jobs() / JOBS);
        return (int) Math.max(FEWEST, perSecond * seconds);
    }

    private void run(long began, long steps, Step taker) {
        try {
            for (long number = next.getAndIncrement(); number < steps; number = next.getAndIncrement()) {
                long dueAt = began + (long) (number * 1e9 / perSecond);
                for (long left = dueAt - System.nanoTime(); left > 0 && !closed; left = dueAt - System.nanoTime()) {
                    LockSupport.parkNanos(Math.min(left, LONGEST_PARK_NANOS));
                }
                if (closed) {
                    return;
                }
                taker.take(number, dueAt);
                taken.incrementAndGet();
            }
        } catch (SQLException | RuntimeException e) {
            failure = e;
        }
    }

    /** Waits until so many steps have ended. */
    void await(Bench bench, long steps) {
        bench.await(
                "not all of " + steps + " steps were taken",
                Duration.ofMinutes(1).plusSeconds((long) (2 * steps / perSecond)),
                () -> {
                    check();
                    return taken.get() >= steps;
                });
    }

    /** Steps that have ended. */
    long taken() {
        return taken.get();
    }

    /** Throws if a step has failed. */
    void check() {
        Exception cause = failure;
        if (cause != null) {
            throw new BenchmarkException("A paced call failed: " + cause.getMessage(), cause);
        }
    }

    /** Takes no further step, and waits for those that are being taken. */
    @Override
    public void close() {
        closed = true;
        Threads.join(threads);
        check();
    }
}
