package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Times how long a worker needs for jobs that wait already. */
final class Drains {
    private Drains() {}

    /**
     * What a drain took; the time ends when the last job is settled.
     *
     * @param handlerNanos of all handlers together
     */
    record Drained(
            long jobs, long nanos, long handlerNanos, double walBytes, double clientCpuNanos, double serverCpuNanos) {
        double perSecond() {
            return jobs * 1e9 / nanos;
        }
    }

    /** Fills the queues evenly, and has one worker in this process empty them, with so many jobs at once of each queue. */
    static Drained drain(Bench bench, Result result, List<String> queues, int concurrency, int jobs, Duration work)
            throws SQLException {
        bench.checkpoint();
        var accounts = new Accounts();
        Producer.fill(bench, queues, jobs, accounts);
        Drained drained = empty(bench, queues, concurrency, work, accounts);
        result.account(accounts.balance());
        return drained;
    }

    static Drained empty(Bench bench, List<String> queues, int concurrency, Duration work, Accounts accounts)
            throws SQLException {
        var inHandlers = new LongAdder();
        JobHandler<String> handler = Workers.handler(accounts::started, work);
        JobHandler<String> timed = (args, job) -> {
            long started = System.nanoTime();
            JobResult done = handler.handle(args, job);
            inHandlers.add(System.nanoTime() - started);
            return done;
        };
        double wal = bench.wal();
        var cpu = new Cpu(bench);
        long began = System.nanoTime();
        try (AwaWorker worker = Workers.start(bench.dataSource(), queues, concurrency, timed)) {
            Workers.awaitDone(bench, worker, accounts);
            long nanos = System.nanoTime() - began;
            return new Drained(
                    accounts.enqueued(),
                    nanos,
                    inHandlers.sum(),
                    bench.wal() - wal,
                    cpu.clientNanos(),
                    cpu.serverNanos());
        }
    }
}
