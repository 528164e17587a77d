package dev.awa.bench.shapes;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How fast one process empties a queue of jobs that do nothing. */
final class Drain extends WorkerShape {
    private static final int CONCURRENCY = 64;

    Drain() {
        super("drain", "Drain of no-op jobs, one process, " + CONCURRENCY + " at once");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        Drains.Drained drained = Drains.drain(
                bench,
                result,
                List.of(bench.newQueue()),
                CONCURRENCY,
                bench.options().jobs(),
                Duration.ZERO);
        result.add("no-op", "jobs/s", drained.perSecond())
                .add("no-op", "WAL B/job", drained.walBytes() / drained.jobs())
                .add("no-op", "client CPU us/job", drained.clientCpuNanos() / 1e3 / drained.jobs())
                .add("no-op", "server CPU us/job", drained.serverCpuNanos() / 1e3 / drained.jobs());
        result.toReach("no-op", "4 x graphile-worker");
    }
}
