package dev.awa.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One turn through the shapes of {@link Shape.Group#SINGLE}, with one thread per connection. */
final class Singles implements AutoCloseable {
    private final SqlBenchmark.Connections server;
    private final Connection control;
    private final List<Connection> connections;
    private final Clock clock;
    private final Workload workload;
    private final Runnable checkpoint;
    private final String queuePrefix;
    private final ExecutorService threads;
    private volatile boolean closed;

    /** @param checkpoint throws when the benchmark has been told to stop */
    Singles(
            SqlBenchmark.Connections server,
            Connection control,
            List<Connection> connections,
            Workload workload,
            Runnable checkpoint,
            String queuePrefix) {
        this.server = server;
        this.control = control;
        this.connections = connections;
        this.clock = new Clock(control);
        this.workload = workload;
        this.checkpoint = checkpoint;
        this.queuePrefix = queuePrefix;
        threads = Executors.newFixedThreadPool(connections.size());
    }

    List<String> queues() {
        return List.of(queue(Shape.NO_WORKER), queue(Shape.SLEEPING_WORKER), queue(Shape.BUSY_WORKER));
    }

    private String queue(Shape shape) {
        return queuePrefix
                + switch (shape) {
                    case SLEEPING_WORKER -> "_asleep";
                    case BUSY_WORKER -> "_busy";
                    default -> "_alone";
                };
    }

    List<Sample> turn(int run, int width, int jobsPerConnection) throws SQLException {
        var samples = new ArrayList<Sample>();
        samples.add(insert(Shape.BARE_SINGLE, run, width, jobsPerConnection, null));
        samples.add(insert(Shape.NO_WORKER, run, width, jobsPerConnection, null));
        for (Shape shape : List.of(Shape.SLEEPING_WORKER, Shape.BUSY_WORKER)) {
            try (var listener = new Listener(server.open(), queue(shape), shape == Shape.SLEEPING_WORKER)) {
                samples.add(insert(shape, run, width, jobsPerConnection, listener));
            }
        }
        return samples;
    }

    private Sample insert(Shape shape, int run, int width, int jobsPerConnection, @Nullable Listener listener)
            throws SQLException {
        checkpoint.run();
        var ready = new CountDownLatch(width);
        var go = new CountDownLatch(1);
        var running = new ArrayList<Future<Done>>();
        for (Connection connection : connections.subList(0, width)) {
            running.add(threads.submit(producer(shape, connection, jobsPerConnection, ready, go)));
        }
        try {
            ready.await();
            clock.start();
            long began = System.nanoTime();
            go.countDown();
            var ids = new ArrayList<Long>();
            long jobs = 0;
            long ended = began;
            for (Future<Done> producer : running) {
                Done done = producer.get();
                ids.addAll(done.ids);
                jobs += done.jobs;
                ended = Math.max(ended, done.at);
            }
            Sample sample = clock.stop(shape, width, run, jobs, ended - began);
            if (shape != Shape.BARE_SINGLE) {
                workload.drain(control, queue(shape), ids);
            }
            return listener == null
                    ? sample
                    : new Sample(shape, width, run, jobs, sample.nanos(), sample.walBytes(), listener.wakeUps(control));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Stopped.", e);
        }
    }

    /** @param at {@link System#nanoTime} of the end */
    private record Done(List<Long> ids, long jobs, long at) {}

    private Callable<Done> producer(
            Shape shape, Connection connection, int jobs, CountDownLatch ready, CountDownLatch go) {
        return () -> {
            boolean isBare = shape == Shape.BARE_SINGLE;
            var ids = new ArrayList<Long>(jobs);
            long done = 0;
            ready.countDown();
            go.await();
            try (PreparedStatement statement =
                    connection.prepareStatement(isBare ? Workload.BARE_SINGLE : Workload.INSERT_JOB)) {
                if (!isBare) {
                    statement.setString(2, queue(shape));
                }
                for (; done < jobs && !clock.isOver() && !closed; done++) {
                    statement.setString(1, Workload.payload((int) done));
                    if (isBare) {
                        statement.executeUpdate();
                    } else {
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                            ids.add(row.getLong(1));
                        }
                    }
                }
            }
            return new Done(ids, done, System.nanoTime());
        };
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        try {
            threads.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
