package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobEvent;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/** Real workers for the shapes. */
final class Workers {
    private Workers() {}

    /** A job that takes its id to somebody and then waits, as for an answer over the network. */
    static JobHandler<String> handler(LongConsumer onStart, Duration work) {
        if (work.isZero()) {
            return (args, job) -> {
                onStart.accept(job.id());
                return JobResult.done();
            };
        }
        return (args, job) -> {
            long end = System.nanoTime() + work.toNanos();
            onStart.accept(job.id());
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return JobResult.done();
        };
    }

    /** A worker with its default settings, but for the concurrency of each queue. */
    static AwaWorker start(DataSource source, List<String> queues, int concurrency, JobHandler<String> handler) {
        return builder(source, queues, concurrency)
                .handle(Producer.KIND, handler)
                .start();
    }

    /** The same with jobs that do nothing, metered from the enqueue to the settlement. */
    static AwaWorker start(Bench bench, String queue, int concurrency, Meter meter) {
        return start(bench, queue, concurrency, Duration.ZERO, meter);
    }

    static AwaWorker start(Bench bench, String queue, int concurrency, Duration work, Meter meter) {
        return builder(bench.dataSource(), List.of(queue), concurrency)
                .handle(Producer.KIND, handler(meter::started, work))
                .listener(event -> {
                    if (event instanceof JobEvent.Completed) {
                        meter.settled(event.job().id());
                    }
                })
                .start();
    }

    private static AwaWorker.Builder builder(DataSource source, List<String> queues, int concurrency) {
        AwaWorker.Builder builder = AwaWorker.builder(source).name("awa bench");
        queues.forEach(queue -> builder.queue(queue, options -> options.concurrency(concurrency)));
        return builder;
    }

    /** Runs what waits in the queues, and ends when every enqueued job was started and settled. */
    static void finish(Bench bench, List<String> queues, Accounts accounts) {
        try (AwaWorker worker = start(bench.dataSource(), queues, 32, handler(accounts::started, Duration.ZERO))) {
            awaitDone(bench, worker, accounts);
        }
    }

    /** Waits until a worker has started and settled everything that was enqueued. */
    static void awaitDone(Bench bench, AwaWorker worker, Accounts accounts) {
        bench.await(
                "not all of " + accounts.enqueued() + " jobs were run",
                limit(accounts.enqueued()),
                () -> accounts.started() >= accounts.enqueued() && worker.load().isIdle());
    }

    /** A minute, and a millisecond for each job. */
    static Duration limit(long jobs) {
        return Duration.ofMinutes(1).plusMillis(jobs);
    }
}
