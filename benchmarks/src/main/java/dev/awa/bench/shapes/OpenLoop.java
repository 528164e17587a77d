package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import java.sql.SQLException;
import java.time.Duration;

/** Latency of single jobs that come at random times, whatever becomes of those before them. */
final class OpenLoop extends WorkerShape {
    private static final int CONCURRENCY = 64;
    private static final Flow.Shape PRODUCERS = new Flow.Shape(16, 1);
    private static final int WINDOW = 1000;
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int LOW = 200;

    OpenLoop() {
        super("open-loop", "Single enqueues at random times, no-op jobs, " + CONCURRENCY + " at once");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        result.picture("pickup p99 ms");
        double capacity = capacity(bench, result);
        result.add("capacity", "done/s", capacity);
        at(bench, result, "low load", LOW);
        for (int percent : new int[] {50, 80, 95}) {
            at(bench, result, percent + " % of capacity", capacity * percent / 100);
        }
    }

    /** What gets through when there are always some jobs under way, but never many. */
    private static double capacity(Bench bench, Result result) throws SQLException {
        String queue = bench.newQueue();
        var meter = new Meter();
        try (AwaWorker worker = Workers.start(bench, queue, CONCURRENCY, meter)) {
            double rate;
            try (Flow flow = Flow.closed(bench, queue, meter, PRODUCERS, WINDOW)) {
                rate = Rate.of(bench, flow, meter, bench.options().jobs(), LONGEST.dividedBy(2));
            }
            Workers.awaitDone(bench, worker, meter.accounts());
            return rate;
        } finally {
            result.account(meter.accounts().balance());
        }
    }

    private static void at(Bench bench, Result result, String row, double rate) throws SQLException {
        String queue = bench.newQueue();
        var meter = new Meter();
        try (AwaWorker worker = Workers.start(bench, queue, CONCURRENCY, meter);
                var notifications = new Notifications(bench)) {
            double done;
            try (Flow flow = Flow.open(bench, queue, meter, PRODUCERS, rate)) {
                done = Rate.of(bench, flow, meter, bench.options().jobs(), LONGEST);
            }
            Workers.awaitDone(bench, worker, meter.accounts());
            result.add(row, "offered/s", rate)
                    .add(row, "done/s", done)
                    .add(row, "pickup p50 ms", meter.pickup().millis(0.5))
                    .add(row, "pickup p95 ms", meter.pickup().millis(0.95))
                    .add(row, "pickup p99 ms", meter.pickup().millis(0.99))
                    .add(row, "end to end p50 ms", meter.endToEnd().millis(0.5))
                    .add(row, "end to end p95 ms", meter.endToEnd().millis(0.95))
                    .add(row, "end to end p99 ms", meter.endToEnd().millis(0.99))
                    .add(row, "notified/job", (double) notifications.count() / meter.settledCount());
        }
        result.account(meter.accounts().balance());
    }
}
