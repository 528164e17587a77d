package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What it costs to take jobs one by one, beside the usual way on a plain table. */
final class Pollers extends WorkerShape {
    private static final int POLLERS = 4;
    private static final int SHARE = 5;

    private static final String PLAIN = "plain table, SKIP LOCKED";
    private static final String AWA = "claim_jobs of 1, complete_jobs";

    /** Takes one job and ends it, and times the taking; false when there is none. */
    @FunctionalInterface
    private interface Step {
        boolean next(Latencies latencies) throws SQLException;
    }

    @FunctionalInterface
    private interface Poller {
        Step on(Connection connection) throws SQLException;
    }

    Pollers() {
        super("pollers", POLLERS + " connections that each take and end one job at a time");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        int jobs = Math.max(POLLERS, bench.options().jobs() / SHARE);
        double plain = onPlainTable(bench, result, jobs);
        double awa = onAwa(bench, result, jobs);
        result.add(PLAIN, "x plain", 1);
        result.add(AWA, "x plain", awa / plain);
        result.toReach(AWA, ">= 1.00");
        result.note("A job is two transactions; the claim of Awa is committed asynchronously, as its workers do.");
    }

    private static double onPlainTable(Bench bench, Result result, int jobs) throws SQLException {
        String table = bench.newQueue();
        try (Statement statement = bench.control().createStatement()) {
            statement.execute("create table " + table + " (id bigint generated always as identity primary key,"
                    + " state text not null default 'available', args jsonb not null)");
            try {
                statement.execute("create index on " + table + " (id) where state = 'available'");
                statement.execute("insert into " + table + " (args) select '" + Producer.PAYLOAD
                        + "' from generate_series(1, " + jobs + ")");
                statement.execute("analyze " + table);
                return measure(bench, result, PLAIN, jobs, connection -> skipLocked(connection, table));
            } finally {
                statement.execute("drop table " + table);
            }
        }
    }

    private static Step skipLocked(Connection connection, String table) throws SQLException {
        PreparedStatement take =
                connection.prepareStatement("update " + table + " set state = 'running' where id = (select"
                        + " id from " + table + " where state = 'available' order by id limit 1 for update skip locked)"
                        + " returning id, args");
        PreparedStatement end =
                connection.prepareStatement("update " + table + " set state = 'completed' where id = ?");
        return latencies -> {
            long began = System.nanoTime();
            try (ResultSet row = take.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                end.setLong(1, row.getLong(1));
            }
            latencies.add(System.nanoTime() - began);
            end.executeUpdate();
            return true;
        };
    }

    private static double onAwa(Bench bench, Result result, int jobs) throws SQLException {
        String queue = bench.newQueue();
        var accounts = new Accounts();
        Producer.fill(bench, List.of(queue), jobs, accounts);
        try (Connection connection = bench.connect()) {
            UUID id = SqlWorker.register(connection, List.of(queue));
            double rate = measure(bench, result, AWA, jobs, own -> {
                var worker = new SqlWorker(own, id);
                return latencies -> worker.next(queue, latencies, accounts);
            });
            SqlWorker.deregister(connection, id);
            result.account(accounts.balance());
            return rate;
        }
    }

    private static double measure(Bench bench, Result result, String row, int jobs, Poller poller) throws SQLException {
        var latencies = new Latencies();
        var connections = new ArrayList<Connection>();
        ExecutorService threads = Executors.newFixedThreadPool(POLLERS);
        try {
            var steps = new ArrayList<Step>();
            for (int i = 0; i < POLLERS; i++) {
                Connection connection = bench.connect();
                connections.add(connection);
                steps.add(poller.on(connection));
            }
            var cpu = new Cpu(bench);
            long began = System.nanoTime();
            List<Future<Void>> running = steps.stream()
                    .map(step -> threads.submit(() -> {
                        while (step.next(latencies)) {
                            bench.checkpoint();
                        }
                        return (Void) null;
                    }))
                    .toList();
            for (Future<Void> each : running) {
                each.get();
            }
            double rate = jobs * 1e9 / (System.nanoTime() - began);
            result.add(row, "jobs/s", rate)
                    .add(row, "take p50 ms", latencies.millis(0.5))
                    .add(row, "take p99 ms", latencies.millis(0.99))
                    .add(row, "server CPU us/job", cpu.serverNanos() / 1e3 / jobs);
            return rate;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new BenchmarkException("A poller failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.");
        } finally {
            threads.shutdownNow();
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
