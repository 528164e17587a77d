package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobContext;
import dev.awa.worker.JobResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** How soon a running job learns that it was cancelled. */
final class Stops extends WorkerShape {
    private static final int MOST_JOBS = 200;
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<Long> running = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

    Stops() {
        super(
                "stop",
                "A running job is cancelled after 20 to 100 ms at random: from that commit until its handler is told");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        String queue = bench.newQueue();
        var random = new SplittableRandom();
        var accounts = new Accounts();
        var latencies = new Latencies();
        int jobs = Math.min(MOST_JOBS, Math.max(1, bench.options().jobs() / 50));
        try (AwaWorker worker = Workers.start(bench.dataSource(), List.of(queue), 1, (args, job) -> {
                    accounts.started(job.id());
                    return untilCancelled(job);
                });
                var producer = new Producer(bench.connect());
                Connection connection = bench.connect();
                PreparedStatement cancel = connection.prepareStatement("select from awa.cancel_job(?)")) {
            for (int i = 0; i < jobs; i++) {
                accounts.enqueued(producer.single(queue));
                cancel.setLong(1, next(running));
                bench.pass(Duration.ofNanos(random.nextLong(20_000_000, 100_000_000)));
                cancel.execute();
                long committed = System.nanoTime();
                latencies.add(next(told) - committed);
            }
            String row = "running job";
            result.add(row, "told p50 ms", latencies.millis(0.5))
                    .add(row, "told p99 ms", latencies.millis(0.99))
                    .add(row, "told max ms", latencies.millis(1));
            result.toReach(row, "max <= 100");
        }
        result.account(accounts.balance());
    }

    /** Says when it was told; the interrupt that comes with it ends the wait. */
    private JobResult untilCancelled(JobContext job) throws InterruptedException {
        job.onCancel(reason -> told.add(System.nanoTime()));
        running.put(job.id());
        TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
        throw new IllegalStateException("job " + job.id() + " was not told within " + PATIENCE_SECONDS + " s");
    }

    private static long next(BlockingQueue<Long> queue) {
        try {
            Long value = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (value == null) {
                throw new IllegalStateException("nothing was heard of the job within " + PATIENCE_SECONDS + " s");
            }
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a job", e);
        }
    }
}
