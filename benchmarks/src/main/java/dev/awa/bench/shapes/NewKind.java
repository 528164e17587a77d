package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;

/** How soon a job of a new kind starts in a rolling deployment, while an older worker, which does not take it, is awake beside. */
final class NewKind extends WorkerShape {
    private static final int MOST_JOBS = 300;

    NewKind() {
        super("new-kind", "Jobs of a kind that one worker takes and another does not: from the commit to the start");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        measure(bench, result, "alone", bench.newQueue());
        String queue = bench.newQueue();
        try (AwaWorker old = AwaWorker.builder(bench.dataSource())
                .name("awa bench, older")
                .queue(queue)
                .handle("bench_old", (args, job) -> JobResult.done())
                .start()) {
            measure(bench, result, "beside an older worker", queue);
            if (!old.isRunning()) {
                throw new IllegalStateException("the older worker has ended");
            }
        }
        result.toReach("beside an older worker", "p99 <= twice that alone");
    }

    private static void measure(Bench bench, Result result, String row, String queue) throws SQLException {
        var meter = new Meter();
        var random = new SplittableRandom();
        int jobs = Math.min(MOST_JOBS, Math.max(1, bench.options().jobs() / 50));
        try (AwaWorker worker = Workers.start(bench, queue, 10, meter);
                var producer = new Producer(bench.connect())) {
            for (int i = 0; i < jobs; i++) {
                bench.pass(Duration.ofNanos(random.nextLong(25_000_000, 75_000_000)));
                long intended = System.nanoTime();
                long id = producer.single(queue);
                meter.enqueued(id, intended, System.nanoTime());
            }
            Workers.awaitDone(bench, worker, meter.accounts());
            result.add(row, "pickup p50 ms", meter.pickup().millis(0.5))
                    .add(row, "pickup p99 ms", meter.pickup().millis(0.99))
                    .add(row, "pickup max ms", meter.pickup().millis(1));
        }
        result.account(meter.accounts().balance());
    }
}
