package dev.awa.bench.shapes;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What it costs to serve many queues instead of one, with the same number of places in all. */
final class Queues extends WorkerShape {
    private static final int QUEUES = 16;
    private static final int CONCURRENCY = 64;

    Queues() {
        super("queues", "Drain of no-op jobs from " + QUEUES + " queues and from one, one process");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        int jobs = bench.options().jobs();
        var one = Drains.drain(bench, result, List.of(bench.newQueue()), CONCURRENCY, jobs, Duration.ZERO);
        List<String> queues = Stream.generate(bench::newQueue).limit(QUEUES).toList();
        var many = Drains.drain(bench, result, queues, CONCURRENCY / QUEUES, jobs, Duration.ZERO);
        add(result, "1 queue x " + CONCURRENCY, one, one);
        add(result, QUEUES + " queues x " + CONCURRENCY / QUEUES, many, one);
        result.toReach(QUEUES + " queues x " + CONCURRENCY / QUEUES, ">= 0.80");
    }

    private static void add(Result result, String row, Drains.Drained drained, Drains.Drained reference) {
        result.add(row, "jobs/s", drained.perSecond())
                .add(row, "x one queue", drained.perSecond() / reference.perSecond())
                .add(row, "client CPU us/job", drained.clientCpuNanos() / 1e3 / drained.jobs())
                .add(row, "server CPU us/job", drained.serverCpuNanos() / 1e3 / drained.jobs());
    }
}
