package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.Conditions;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures Awa with its Java worker under loads of several shapes.
 *
 * <p>It works in queues of its own named bench_..., whose jobs stay in the ledger as completed. {@link #run} may be called
 * once; {@link #stop} from any thread.
 */
public final class WorkerBenchmark {
    private static final List<Supplier<WorkerShape>> SHAPES = List.of(
            Drain::new,
            () -> new ShortJobs(1),
            () -> new ShortJobs(10),
            Processes::new,
            Queues::new,
            ManyQueues::new,
            SingleEnqueue::new,
            OpenLoop::new,
            Steady::new,
            IdlePickup::new,
            NewKind::new,
            Stops::new,
            Retries::new,
            Keys::new,
            Scheduled::new,
            Schedules::new,
            Pollers::new,
            PollerCrowd::new,
            ClaimOne::new,
            () -> new HeldOpen(HeldOpen.What.SNAPSHOT),
            () -> new HeldOpen(HeldOpen.What.TRANSACTION),
            () -> new HeldOpen(HeldOpen.What.HISTORY),
            Soak::new);

    private final String jdbcUrl;
    private final Options options;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile @Nullable Bench bench;

    /**
     * What to measure, and how much.
     *
     * @param shapes names from {@link #shapes()}, in the order in which they run
     * @param runs of each shape, after a smaller one that does not count; those that take minutes run once
     * @param jobs of a drain; the other shapes take a part of it
     * @param time for the shapes that hold something open or run for long; null for each one's own
     * @param ahead jobs that are scheduled far ahead while others come due
     * @param connections that many pollers share
     */
    public record Options(
            List<String> shapes,
            int runs,
            int jobs,
            @Nullable Duration time,
            int ahead,
            int connections) {
        public Options {
            shapes = List.copyOf(shapes);
            if (runs < 1 || jobs < 1 || ahead < 0 || connections < 1) {
                throw new IllegalArgumentException(
                        "runs, jobs and connections must be positive and ahead must not be negative, not " + runs + ", "
                                + jobs + ", " + connections + " and " + ahead);
            }
            for (String shape : shapes) {
                if (!WorkerBenchmark.shapes().contains(shape)) {
                    throw new IllegalArgumentException(
                            "shape \"" + shape + "\" is not one of " + WorkerBenchmark.shapes());
                }
            }
        }

        Options warmUp() {
            return new Options(shapes, 1, Math.max(1, jobs / 5), time, 0, connections);
        }
    }

    /**
     * Measures in the database of a URL.
     *
     * @param jdbcUrl with user and password, if one is needed
     */
    public WorkerBenchmark(String jdbcUrl, Options options) {
        this.jdbcUrl = jdbcUrl;
        this.options = options;
    }

    /** The names of all shapes. */
    public static List<String> shapes() {
        return created().map(shape -> shape.name).toList();
    }

    private static Stream<WorkerShape> created() {
        return SHAPES.stream().map(Supplier::get);
    }

    /**
     * Measures, which takes from minutes to hours.
     *
     * @param progress gets a line per run
     * @throws BenchmarkException if it was stopped, or if a job was lost or run too often
     */
    public WorkerReport run(PrintWriter progress) throws SQLException {
        Instant began = Instant.now();
        var results = new ArrayList<Result>();
        try (var open = new Bench(jdbcUrl, options, progress)) {
            bench = open;
            Conditions conditions = Conditions.read(open.control());
            conditions.warnings().forEach(warning -> open.say("Warning: " + warning));
            for (String name : options.shapes) {
                try (WorkerShape shape = created()
                        .filter(each -> each.name.equals(name))
                        .findFirst()
                        .orElseThrow()) {
                    results.add(measure(open, shape, progress));
                }
            }
            return new WorkerReport(began, options, conditions, results);
        } finally {
            finished.countDown();
        }
    }

    private Result measure(Bench open, WorkerShape shape, PrintWriter progress) throws SQLException {
        var result = new Result(shape.name, shape.title);
        int runs = shape.isLong() ? 1 : options.runs;
        if (!shape.isLong()) {
            open.say(shape.name + ": warming up");
            try (var warmUp = new Bench(jdbcUrl, options.warmUp(), progress)) {
                bench = warmUp;
                checkpoint();
                shape.run(warmUp, new Result(shape.name, shape.title));
            }
            bench = open;
        }
        for (int run = 1; run <= runs; run++) {
            checkpoint();
            open.say(shape.name + ": run " + run + " of " + runs);
            shape.run(open, result);
        }
        result.check();
        return result;
    }

    private void checkpoint() {
        if (stopped) {
            throw new BenchmarkException("Stopped.");
        }
    }

    /** Tells a running benchmark to stop, and waits up to a minute until it has closed its workers. */
    public void stop() {
        stopped = true;
        Bench running = bench;
        if (running == null) {
            return;
        }
        running.stop();
        try {
            finished.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
