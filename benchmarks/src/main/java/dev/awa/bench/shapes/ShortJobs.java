package dev.awa.bench.shapes;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How close a worker comes to what its places could do, with jobs that take a fixed time. */
final class ShortJobs extends WorkerShape {
    private static final int[] PLACES = {4, 16, 64, 256};
    private static final Duration LENGTH = Duration.ofSeconds(5);

    private final Duration work;

    ShortJobs(int millis) {
        super("jobs-" + millis + "ms", "Jobs of " + millis + " ms, one process, W at once");
        work = Duration.ofMillis(millis);
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        result.picture("% of W / " + work.toMillis() + " ms");
        for (int places : PLACES) {
            double most = places * 1e9 / work.toNanos();
            int jobs = (int) Math.min(bench.options().jobs(), most * LENGTH.toSeconds());
            var drained = Drains.drain(bench, result, List.of(bench.newQueue()), places, jobs, work);
            String row = "W = " + places;
            result.add(row, "% of W / " + work.toMillis() + " ms", 100 * drained.perSecond() / most)
                    .add(row, "jobs/s", drained.perSecond())
                    .add(row, "ms in handler", drained.handlerNanos() / 1e6 / drained.jobs())
                    .add(row, "% of time in handlers", 100.0 * drained.handlerNanos() / drained.nanos() / places)
                    .add(row, "client CPU us/job", drained.clientCpuNanos() / 1e3 / drained.jobs());
            if (work.toMillis() == 1 && places <= 16) {
                result.toReach(row, ">= 85 %");
            }
        }
    }
}
