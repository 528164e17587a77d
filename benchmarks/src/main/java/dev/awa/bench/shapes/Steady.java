package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What jobs cost that come one by one at a constant rate, which most of the time leaves the worker something to wait for. */
final class Steady extends WorkerShape {
    private static final int[] PER_SECOND = {50, 200, 1000};
    private static final int CONCURRENCY = 16;
    private static final Duration WORK = Duration.ofMillis(10);

    Steady() {
        super(
                "steady",
                "Single enqueues at a constant rate, handlers of " + WORK.toMillis() + " ms, one process, "
                        + CONCURRENCY + " at once");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        for (int perSecond : PER_SECOND) {
            at(bench, result, perSecond);
        }
    }

    /** Connections are open, and the worker runs, before the first job comes. */
    private static void at(Bench bench, Result result, int perSecond) throws SQLException {
        String queue = bench.newQueue();
        var meter = new Meter();
        int jobs = Pace.jobs(bench, perSecond);
        Costs costs;
        // as many as keep each at an enqueue of some 60 ms or less
        try (AwaWorker worker = Workers.start(bench, queue, CONCURRENCY, WORK, meter);
                var producers = new Sessions(bench, Math.max(1, perSecond / 60))) {
            List<Pace.Step> steps = producers.each(connection -> new Producer(connection).pacedTo(queue, meter));
            costs = new Costs(bench);
            try (var pace = new Pace(perSecond, jobs, steps)) {
                pace.await(bench, jobs);
            }
            Workers.awaitDone(bench, worker, meter.accounts());
            costs.stop();
        }
        costs.add(result, String.format(Locale.ROOT, "%,d jobs/s", perSecond), jobs, meter.pickup());
        result.account(meter.accounts().balance());
    }
}
