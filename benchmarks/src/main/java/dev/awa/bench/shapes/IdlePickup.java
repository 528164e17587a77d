package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;

/** How soon a job starts when nothing else happens, so that the worker sleeps in between. */
final class IdlePickup extends WorkerShape {
    private static final int MOST_JOBS = 300;

    IdlePickup() {
        super("idle", "One job every 50 to 200 ms at random: from its commit to its start");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        String queue = bench.newQueue();
        var meter = new Meter();
        var random = new SplittableRandom();
        int jobs = Math.min(MOST_JOBS, Math.max(1, bench.options().jobs() / 50));
        String row = "idle system";
        Costs costs;
        long notified;
        try (AwaWorker worker = Workers.start(bench, queue, 10, meter);
                var notifications = new Notifications(bench);
                var producer = new Producer(bench.connect())) {
            costs = new Costs(bench);
            for (int i = 0; i < jobs; i++) {
                bench.pass(Duration.ofNanos(random.nextLong(50_000_000, 200_000_000)));
                long intended = System.nanoTime();
                long id = producer.single(queue);
                meter.enqueued(id, intended, System.nanoTime());
            }
            Workers.awaitDone(bench, worker, meter.accounts());
            costs.stop();
            notified = notifications.count();
        }
        costs.add(result, row, jobs, meter.pickup());
        result.add(row, "pickup max ms", meter.pickup().millis(1))
                .add(row, "end to end p50 ms", meter.endToEnd().millis(0.5))
                .add(row, "notified/job", (double) notified / jobs);
        result.toReach(row, "p50 <= 3, p99 <= 10");
        result.picture("pickup p50 ms");
        result.account(meter.accounts().balance());
    }
}
