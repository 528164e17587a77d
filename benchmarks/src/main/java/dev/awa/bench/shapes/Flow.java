package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps feeding a queue from several connections until it is closed: at a rate, whatever becomes of the jobs (open loop),
 * or as fast as they are done (closed loop).
 */
final class Flow implements AutoCloseable {
    private final Bench bench;
    private final String queue;
    private final Meter meter;
    private final Shape shape;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    /** Who enqueues: so many connections, each so many jobs in a transaction. */
    record Shape(int connections, int batch) {}

    private Flow(Bench bench, String queue, Meter meter, Shape shape) {
        this.bench = bench;
        this.queue = queue;
        this.meter = meter;
        this.shape = shape;
    }

    /** Enqueues whenever fewer than {@code window} jobs are under way. */
    static Flow closed(Bench bench, String queue, Meter meter, Shape shape, int window) throws SQLException {
        var flow = new Flow(bench, queue, meter, shape);
        flow.start(producer -> {
            while (!flow.closed) {
                if (meter.underWay() < window) {
                    flow.enqueue(producer, System.nanoTime());
                } else {
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
            }
        });
        return flow;
    }

    /** Enqueues at random times, so many jobs a second on average; what is late is sent without a pause. */
    static Flow open(Bench bench, String queue, Meter meter, Shape shape, double jobsPerSecond) throws SQLException {
        var flow = new Flow(bench, queue, meter, shape);
        double meanNanos = 1e9 * shape.connections * shape.batch / jobsPerSecond;
        flow.start(producer -> {
            var random = new SplittableRandom();
            double next = System.nanoTime();
            while (!flow.closed) {
                next -= Math.log(1 - random.nextDouble()) * meanNanos;
                for (long left = (long) next - System.nanoTime(); left > 0; left = (long) next - System.nanoTime()) {
                    if (flow.closed) {
                        return;
                    }
                    LockSupport.parkNanos(Math.min(left, Duration.ofMillis(50).toNanos()));
                }
                flow.enqueue(producer, (long) next);
            }
        });
        return flow;
    }

    @FunctionalInterface
    private interface Work {
        void with(Producer producer) throws SQLException;
    }

    private void start(Work work) throws SQLException {
        for (int i = 0; i < shape.connections; i++) {
            var producer = new Producer(bench.connect());
            var thread = new Thread(() -> run(work, producer), "awa-bench-producer-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void run(Work work, Producer producer) {
        try (producer) {
            work.with(producer);
        } catch (SQLException | RuntimeException e) {
            failure = e;
        }
    }

    private void enqueue(Producer producer, long intendedAt) throws SQLException {
        List<Long> ids = shape.batch == 1 ? List.of(producer.single(queue)) : producer.batch(queue, shape.batch);
        long committedAt = System.nanoTime();
        ids.forEach(id -> meter.enqueued(id, intendedAt, committedAt));
    }

    /** Throws if a producer has failed. */
    void check() {
        Exception cause = failure;
        if (cause != null) {
            throw new BenchmarkException("A producer failed: " + cause.getMessage(), cause);
        }
    }

    /** Ends the producers; what they have enqueued is still to be done. */
    @Override
    public void close() {
        closed = true;
        Threads.join(threads);
        check();
    }
}
