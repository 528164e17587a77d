package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A drain in which every tenth job fails once, against one in which none does. */
final class Retries extends WorkerShape {
    private static final int CONCURRENCY = 64;
    private static final int EVERY = 10;
    private static final Duration DELAY = Duration.ofMillis(100);

    Retries() {
        super("retries", "Drain in which every " + EVERY + "th job fails once and runs again after 100 ms");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        int jobs = bench.options().jobs();
        double plain = Drains.drain(bench, result, List.of(bench.newQueue()), CONCURRENCY, jobs, Duration.ZERO)
                .perSecond();
        String queue = bench.newQueue();
        var accounts = new Accounts();
        Producer.fill(bench, List.of(queue), jobs, accounts);
        JobHandler<String> handler = (args, job) -> {
            accounts.started(job.id());
            return job.attempt() == 1 && job.id() % EVERY == 0
                    ? JobResult.retryAfter(DELAY, "it fails once")
                    : JobResult.done();
        };
        long again = accounts.idsDivisibleBy(EVERY);
        double rate;
        long began = System.nanoTime();
        try (AwaWorker worker = Workers.start(bench.dataSource(), List.of(queue), CONCURRENCY, handler)) {
            bench.await(
                    "not all jobs were run again that failed",
                    Workers.limit(jobs),
                    () -> accounts.startedAgain() >= again && worker.load().isIdle());
            Workers.awaitDone(bench, worker, accounts);
            rate = jobs * 1e9 / (System.nanoTime() - began);
        }
        result.account(accounts.balance());
        result.expectAgain(again);
        result.add("none fails", "jobs/s", plain).add("none fails", "x none", 1);
        result.add("every " + EVERY + "th", "jobs/s", rate).add("every " + EVERY + "th", "x none", rate / plain);
    }
}
