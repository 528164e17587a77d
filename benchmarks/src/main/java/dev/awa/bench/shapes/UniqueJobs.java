package dev.awa.bench.shapes;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What unique keys cost: when all are different, and when every other job has the key of the one before it. */
final class UniqueJobs extends WorkerShape {
    private static final int CONCURRENCY = 64;

    UniqueJobs() {
        super("unique", "Enqueue in batches of " + Producer.BATCH + " and drain, with and without unique keys");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        double[] plain = measure(bench, result, "no unique keys", 0, null);
        measure(bench, result, "unique, all different", 1, plain);
        measure(bench, result, "unique, every other a duplicate", 2, plain);
    }

    /** @param perKey jobs that are offered with the same key; 0 for none */
    private static double[] measure(Bench bench, Result result, String row, int perKey, double @Nullable [] reference)
            throws SQLException {
        bench.checkpoint();
        String queue = bench.newQueue();
        int jobs = bench.options().jobs();
        var accounts = new Accounts();
        Set<Long> ids = new HashSet<>();
        double enqueued;
        try (var producer = new Producer(bench.connect())) {
            long began = System.nanoTime();
            for (int from = 0; from < jobs; from += Producer.BATCH) {
                int first = from;
                ids.addAll(producer.batch(
                        queue,
                        Math.min(Producer.BATCH, jobs - from),
                        i -> perKey == 0
                                ? ""
                                : ",\"unique_by\":{\"key\":\"" + queue + ":" + (first + i) / perKey + "\"}"));
            }
            enqueued = jobs * 1e9 / (System.nanoTime() - began);
        }
        ids.forEach(accounts::enqueued);
        double drained = Drains.empty(bench, List.of(queue), CONCURRENCY, Duration.ZERO, accounts)
                .perSecond();
        result.account(accounts.balance());
        long expected = perKey == 0 ? jobs : (jobs + perKey - 1) / perKey;
        if (ids.size() != expected) {
            throw new IllegalStateException(jobs + " jobs with " + expected + " keys made " + ids.size() + " jobs");
        }
        double[] rates = {enqueued, drained};
        double[] base = reference == null ? rates : reference;
        result.add(row, "offered/s", enqueued)
                .add(row, "x plain", enqueued / base[0])
                .add(row, "drained/s", drained)
                .add(row, "drained x plain", drained / base[1]);
        return rates;
    }
}
