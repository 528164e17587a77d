package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/** What it costs to take jobs one by one, beside the usual way on a plain table. */
final class Pollers extends WorkerShape {
    private static final int POLLERS = 4;
    private static final int SHARE = 5;

    static final String PLAIN = "plain table, SKIP LOCKED";
    static final String AWA = "claim_jobs of 1, complete_jobs";

    /** Takes one job and ends it; false when there is none. */
    @FunctionalInterface
    interface Taker {
        /**
         * @param latencies of the taking
         * @param started gets the id of the job before it is ended
         */
        boolean next(Latencies latencies, LongConsumer started) throws SQLException;
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
        var accounts = new Accounts();
        try (var table = new PlainTable(bench)) {
            table.fill(jobs);
            return measure(bench, result, PLAIN, jobs, accounts, table::taker);
        }
    }

    private static double onAwa(Bench bench, Result result, int jobs) throws SQLException {
        String queue = bench.newQueue();
        var accounts = new Accounts();
        Producer.fill(bench, List.of(queue), jobs, accounts);
        try (Connection connection = bench.connect()) {
            UUID id = SqlWorker.register(connection, List.of(queue));
            double rate = measure(bench, result, AWA, jobs, accounts, own -> {
                var worker = new SqlWorker(own);
                return (latencies, started) -> worker.next(id, queue, latencies, started);
            });
            SqlWorker.deregister(connection, id);
            result.account(accounts.balance());
            return rate;
        }
    }

    private static double measure(
            Bench bench, Result result, String row, int jobs, Accounts accounts, Sessions.Use<Taker> poller)
            throws SQLException {
        var latencies = new Latencies();
        ExecutorService threads = Executors.newFixedThreadPool(POLLERS);
        try (var connections = new Sessions(bench, POLLERS)) {
            List<Taker> takers = connections.each(poller);
            var cpu = new Cpu(bench);
            long began = System.nanoTime();
            List<Future<Void>> running = takers.stream()
                    .map(taker -> threads.submit(() -> {
                        while (taker.next(latencies, accounts::started)) {
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
        }
    }
}
