package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What many queues cost that hold a job each: those who enqueue, claim and settle, those who look on, and housekeeping. */
final class ManyQueues extends WorkerShape {
    private static final List<Integer> SIZES = List.of(10, 1000, 10_000);
    private static final int SHARE = 10;
    private static final int CALLS = 3;
    private static final Duration ENOUGH = Duration.ofSeconds(2);

    /** No further run is begun at a size after this time. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    ManyQueues() {
        super("many-queues", "Queues with one job each");
    }

    /** Queues stay in the ledger, so that it has to go up from few of them to many, once. */
    @Override
    boolean isLong() {
        return true;
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        result.picture("claim + complete us/job");
        int most = Math.max(1, bench.options().jobs() / SHARE);
        var queues = new ArrayList<String>();
        var accounts = new Accounts();
        try (Connection connection = bench.connect();
                PreparedStatement stats = connection.prepareStatement("select * from awa.queue_stats()");
                PreparedStatement tick = connection.prepareStatement("select * from awa.tick()");
                var producer = new Producer(bench.connect())) {
            commitAsynchronously(connection);
            var worker = new SqlWorker(connection);
            UUID id = SqlWorker.register(connection, List.of());
            var calls = new Calls(bench, producer, worker, id, stats, tick, accounts);
            queues.add(bench.newQueue());
            calls.run(queues, new Result(name, title));
            for (int size : SIZES.stream()
                    .map(wanted -> Math.min(wanted, most))
                    .distinct()
                    .toList()) {
                while (queues.size() < size) {
                    queues.add(bench.newQueue());
                }
                long end = System.nanoTime() + LONGEST.toNanos();
                int runs = bench.options().runs();
                for (int run = 1; run == 1 || run <= runs && System.nanoTime() < end; run++) {
                    bench.say(String.format(Locale.ROOT, "%s: %,d queues, run %d of %d", name, size, run, runs));
                    calls.run(queues, result);
                }
            }
            SqlWorker.deregister(connection, id);
        }
        result.note("A claim and a settle are two transactions, committed asynchronously.");
        result.account(accounts.balance());
    }

    private static void commitAsynchronously(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = off");
        }
    }

    private record Calls(
            Bench bench,
            Producer producer,
            SqlWorker worker,
            UUID id,
            PreparedStatement stats,
            PreparedStatement tick,
            Accounts accounts) {

        /** One job goes through each queue, one by one; the others look on while all of them wait. */
        void run(List<String> queues, Result result) throws SQLException {
            String row = String.format(Locale.ROOT, "%,d queues", queues.size());
            long began = System.nanoTime();
            for (int from = 0; from < queues.size(); from += Producer.BATCH) {
                bench.checkpoint();
                producer.oneEach(queues.subList(from, Math.min(from + Producer.BATCH, queues.size())))
                        .forEach(accounts::enqueued);
            }
            result.add(row, "enqueue us/job", microsEach(began, queues.size()));
            Timed looking = timed(stats);
            Timed ticking = timed(tick);
            var claims = new Latencies();
            began = System.nanoTime();
            for (String queue : queues) {
                bench.checkpoint();
                worker.next(id, queue, claims, accounts::started);
            }
            result.add(row, "claim + complete us/job", microsEach(began, queues.size()))
                    .add(row, "claim p50 ms", claims.millis(0.5))
                    .add(row, "queue_stats() ms", looking.latencies.millis(0.5))
                    .add(row, "queue_stats() rows", looking.rows)
                    .add(row, "tick ms", ticking.latencies.millis(0.5));
        }

        private static double microsEach(long began, int jobs) {
            return (System.nanoTime() - began) / 1e3 / jobs;
        }

        /** @param rows of the last call */
        private record Timed(Latencies latencies, int rows) {}

        /** A few calls, fewer if they take long. */
        private Timed timed(PreparedStatement call) throws SQLException {
            var latencies = new Latencies();
            int rows = 0;
            long end = System.nanoTime() + ENOUGH.toNanos();
            for (int i = 0; i < CALLS && (i == 0 || System.nanoTime() < end); i++) {
                bench.checkpoint();
                long began = System.nanoTime();
                rows = 0;
                try (ResultSet answer = call.executeQuery()) {
                    while (answer.next()) {
                        rows++;
                    }
                }
                latencies.add(System.nanoTime() - began);
            }
            return new Timed(latencies, rows);
        }
    }
}
