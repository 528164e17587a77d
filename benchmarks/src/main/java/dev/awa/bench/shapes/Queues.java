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
        double one = Drains.drain(bench, result, List.of(bench.newQueue()), CONCURRENCY, jobs, Duration.ZERO)
                .perSecond();
        List<String> queues = Stream.generate(bench::newQueue).limit(QUEUES).toList();
        double many = Drains.drain(bench, result, queues, CONCURRENCY / QUEUES, jobs, Duration.ZERO)
                .perSecond();
        String row = QUEUES + " queues x " + CONCURRENCY / QUEUES;
        result.add("1 queue x " + CONCURRENCY, "jobs/s", one).add("1 queue x " + CONCURRENCY, "x one queue", 1);
        result.add(row, "jobs/s", many).add(row, "x one queue", many / one);
        result.toReach(row, ">= 0.80");
    }
}
