package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Whether claiming one job costs more when many wait. */
final class ClaimOne extends WorkerShape {
    private static final int FEW = 100;
    private static final int MANY_PER_JOB = 10;
    private static final int MOST_CLAIMS = 1000;

    ClaimOne() {
        super("claim-one", "claim_jobs of 1 with many waiting and with " + FEW + ", in turn");
    }

    @Override
    boolean isLong() {
        return true;
    }

    /** Fills the queue once, and takes all its runs from it. */
    @Override
    void run(Bench bench, Result result) throws SQLException {
        int many = MANY_PER_JOB * bench.options().jobs();
        var accounts = new Accounts();
        String few = bench.newQueue();
        String full = bench.newQueue();
        bench.say(String.format("%s: enqueueing %,d jobs", name, many));
        Producer.fill(bench, List.of(full), many, accounts);
        int claims = Math.min(MOST_CLAIMS, Math.max(1, bench.options().jobs() / 10));
        try (Connection connection = bench.connect();
                var producer = new Producer(bench.connect())) {
            UUID worker = SqlWorker.register(connection, List.of(few, full));
            producer.batch(few, FEW).forEach(accounts::enqueued);
            var calls = new SqlWorker(connection);
            for (int run = 0; run <= bench.options().runs(); run++) {
                bench.say(name + ": run " + run + " of " + bench.options().runs());
                var ofFew = new Latencies();
                var ofMany = new Latencies();
                for (int i = 0; i < claims; i++) {
                    bench.checkpoint();
                    calls.next(worker, few, ofFew, accounts::started);
                    accounts.enqueued(producer.single(few));
                    calls.next(worker, full, ofMany, accounts::started);
                }
                if (run > 0) {
                    add(result, FEW + " waiting", ofFew, ofFew);
                    add(result, "10 x --jobs waiting", ofMany, ofFew);
                }
            }
            SqlWorker.deregister(connection, worker);
        }
        result.toReach("10 x --jobs waiting", "<= 1.20");
        result.note(String.format(
                "10 x --jobs is %,d; a claim is a transaction of its own, committed asynchronously.", many));
        Workers.finish(bench, List.of(few, full), accounts);
        result.account(accounts.balance());
    }

    private static void add(Result result, String row, Latencies latencies, Latencies reference) {
        result.add(row, "p50 ms", latencies.millis(0.5))
                .add(row, "p99 ms", latencies.millis(0.99))
                .add(row, "x few (p50)", latencies.millis(0.5) / reference.millis(0.5));
    }
}
