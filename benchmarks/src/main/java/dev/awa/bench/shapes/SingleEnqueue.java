package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One job per transaction on many connections at once, beside workers in different moods, against a bare INSERT. */
final class SingleEnqueue extends WorkerShape {
    private static final int CONNECTIONS = 32;
    private static final Duration FALLS_ASLEEP = Duration.ofSeconds(1);

    private static final String BARE = "bare INSERT";
    private static final String ALONE = "insert_job, no worker";
    private static final String BUSY = "insert_job, busy worker";
    private static final String AWAKENED = "insert_job, worker asleep before";

    SingleEnqueue() {
        super("enqueue", "One job per transaction, " + CONNECTIONS + " connections");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        result.picture("x bare");
        int each = Math.max(1, bench.options().jobs() / 5 / CONNECTIONS);
        var connections = new ArrayList<Connection>();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(bench.connect());
            }
            double bare = bare(bench, result, threads, connections, each);
            double alone = alone(bench, result, threads, connections, each);
            double busy = busy(bench, result, threads, connections, each);
            double awakened = awakened(bench, result, threads, connections, each);
            result.add(BARE, "x bare", 1);
            result.add(ALONE, "x bare", alone / bare);
            result.add(BUSY, "x bare", busy / bare);
            result.add(AWAKENED, "x bare", awakened / bare);
            result.toReach(BUSY, ">= 0.85");
        } finally {
            threads.shutdownNow();
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static double bare(
            Bench bench, Result result, ExecutorService threads, List<Connection> connections, int each)
            throws SQLException {
        try (Statement statement = bench.control().createStatement()) {
            statement.execute("create table if not exists public.awa_bench_bare (id bigint generated always as identity"
                    + " primary key, payload jsonb not null, created_at timestamptz not null default now())");
        }
        try {
            return measure(
                    bench,
                    result,
                    BARE,
                    threads,
                    connections,
                    connection -> {
                        try (PreparedStatement insert = connection.prepareStatement(
                                "insert into public.awa_bench_bare (payload) values (?::jsonb)")) {
                            for (int i = 0; i < each; i++) {
                                insert.setString(1, Producer.PAYLOAD);
                                insert.executeUpdate();
                            }
                        }
                    },
                    each);
        } finally {
            try (Statement statement = bench.control().createStatement()) {
                statement.execute("drop table public.awa_bench_bare");
            }
        }
    }

    private static double alone(
            Bench bench, Result result, ExecutorService threads, List<Connection> connections, int each)
            throws SQLException {
        String queue = bench.newQueue();
        var accounts = new Accounts();
        double rate = measure(bench, result, ALONE, threads, connections, enqueue(queue, each, accounts), each);
        Workers.finish(bench, List.of(queue), accounts);
        result.account(accounts.balance());
        return rate;
    }

    /** All places of the worker are taken, so that it is awake, listens, and takes nothing. */
    private static double busy(
            Bench bench, Result result, ExecutorService threads, List<Connection> connections, int each)
            throws SQLException {
        String queue = bench.newQueue();
        var accounts = new Accounts();
        var finish = new CountDownLatch(1);
        double rate;
        try (AwaWorker worker = AwaWorker.builder(bench.dataSource())
                .queue(queue, options -> options.concurrency(1).prefetch(0))
                .handle(Producer.KIND, (args, job) -> {
                    accounts.started(job.id());
                    finish.await();
                    return JobResult.done();
                })
                .start()) {
            Producer.fill(bench, List.of(queue), 1, accounts);
            bench.await("the worker took no job", Duration.ofSeconds(30), () -> accounts.started() == 1);
            // one that has just been awakened may still count as asleep
            bench.pass(FALLS_ASLEEP);
            rate = measure(bench, result, BUSY, threads, connections, enqueue(queue, each, accounts), each);
            finish.countDown();
        } finally {
            finish.countDown();
        }
        Workers.finish(bench, List.of(queue), accounts);
        result.account(accounts.balance());
        return rate;
    }

    /** The worker has nothing to do at first, falls asleep, wakes, and then runs the jobs on the same machine. */
    private static double awakened(
            Bench bench, Result result, ExecutorService threads, List<Connection> connections, int each)
            throws SQLException {
        String queue = bench.newQueue();
        var accounts = new Accounts();
        double rate;
        try (AwaWorker worker = Workers.start(
                bench.dataSource(), List.of(queue), 16, Workers.handler(accounts::started, Duration.ZERO))) {
            bench.pass(FALLS_ASLEEP);
            rate = measure(bench, result, AWAKENED, threads, connections, enqueue(queue, each, accounts), each);
            Workers.awaitDone(bench, worker, accounts);
        }
        result.account(accounts.balance());
        return rate;
    }

    @FunctionalInterface
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private static Work enqueue(String queue, int each, Accounts accounts) {
        return connection -> {
            try (PreparedStatement insert = Producer.prepareSingle(connection)) {
                for (int i = 0; i < each; i++) {
                    accounts.enqueued(Producer.single(insert, queue));
                }
            }
        };
    }

    private static double measure(
            Bench bench,
            Result result,
            String row,
            ExecutorService threads,
            List<Connection> connections,
            Work work,
            int each)
            throws SQLException {
        bench.checkpoint();
        try (var notifications = new Notifications(bench)) {
            double wal = bench.wal();
            var ready = new CountDownLatch(connections.size());
            var go = new CountDownLatch(1);
            var running = new ArrayList<Future<Long>>();
            for (Connection connection : connections) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    work.on(connection);
                    return System.nanoTime();
                }));
            }
            ready.await();
            long began = System.nanoTime();
            go.countDown();
            long ended = began;
            for (Future<Long> one : running) {
                ended = Math.max(ended, one.get());
            }
            double jobs = (double) each * connections.size();
            double rate = jobs * 1e9 / (ended - began);
            result.add(row, "jobs/s", rate)
                    .add(row, "WAL B/job", (bench.wal() - wal) / jobs)
                    .add(row, "notified/job", notifications.count() / jobs);
            return rate;
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
}
