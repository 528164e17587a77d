package dev.awa.bench.shapes;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.shapes.WorkerBenchmark.Options;
import dev.awa.testkit.AwaDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("tools")
@Execution(ExecutionMode.CONCURRENT)
class WorkerBenchmarkTest {
    private static final int JOBS = 100;

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private static final Set<String> COSTS = Set.of(
            "server CPU us/job",
            "client CPU us/job",
            "pickup p50 ms",
            "pickup p99 ms",
            "WAL B/job",
            "transactions/job");

    /** Rows that a shape must have, and the figures of each; the other shapes have some. */
    private static final Map<String, Map<String, Set<String>>> FIGURES = Map.of(
            "idle",
            Map.of("idle system", COSTS),
            "steady",
            Map.of("50 jobs/s", COSTS, "200 jobs/s", COSTS, "1,000 jobs/s", COSTS),
            "pollers-1000",
            Map.of(Pollers.PLAIN, COSTS, Pollers.AWA, COSTS),
            "keys",
            Stream.of(
                            "no key",
                            "unique, all different",
                            "unique, every other a duplicate",
                            "ordering, 36 characters",
                            "concurrency, 1 key",
                            "concurrency, 100 keys",
                            "concurrency, a key each")
                    .collect(toMap(row -> row, row -> Set.of("alone/s", "in batches/s", "drained/s"))),
            "many-queues",
            Map.of(
                    "10 queues",
                    Set.of(
                            "enqueue us/job",
                            "claim + complete us/job",
                            "queue_stats() ms",
                            "queue_stats() rows",
                            "tick ms")));

    private final StringWriter progress = new StringWriter();

    static List<String> shapes() {
        return WorkerBenchmark.shapes();
    }

    private static Options options(String shape, int ahead) {
        return new Options(List.of(shape), 1, JOBS, Duration.ofSeconds(1), ahead, 4);
    }

    private WorkerReport run(Options options) throws Exception {
        return new WorkerBenchmark(database.get().jdbcUrl(), options).run(new PrintWriter(progress));
    }

    /** Takes the JSON apart with the database: {@code shape (s)} has a row per shape. */
    private String json(WorkerReport report, String query) {
        return database.get()
                .value(
                        "with shape as (select s from jsonb_array_elements(?::jsonb -> 'shapes') s) " + query,
                        report.toJson());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void eachShapeGivesFiguresAndAPictureAndLosesNoJob(String shape, @TempDir Path folder) throws Exception {
        WorkerReport report = run(options(shape, 0));

        assertThat(json(report, "select string_agg(s ->> 'shape', ' ') from shape"))
                .isEqualTo(shape);
        assertThat(json(report, "select (s -> 'accounting' ->> 'enqueued')::int > 0 from shape"))
                .isEqualTo("t");
        assertThat(json(report, "select s -> 'accounting' ->> 'lost' from shape"))
                .isEqualTo("0");
        assertThat(json(report, """
                select count(*) from shape, jsonb_array_elements(s -> 'rows') r, jsonb_each(r -> 'figures') f
                where jsonb_array_length(f.value -> 'runs') <> 1""")).isEqualTo("0");
        assertThat(json(report, "select count(*) > 0 from shape, jsonb_array_elements(s -> 'rows')"))
                .isEqualTo("t");
        assertThatTheFiguresArePlausible(report, shape);
        assertThat(report.draw(folder))
                .singleElement()
                .satisfies(file -> assertThat(DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(file.toFile())
                                .getDocumentElement()
                                .getTagName())
                        .isEqualTo("svg"));
        var text = new StringWriter();
        report.print(new PrintWriter(text));
        assertThat(text.toString()).contains(shape + ": ", "server: PostgreSQL").doesNotContain("Infinity");
        assertThat(database.get().value("select string_agg(distinct state, ' ') from awa.jobs"))
                .isEqualTo(shape.equals("stop") ? "cancelled" : "completed");
    }

    /** CPU time is told to the hundredth of a second, so that it may be nothing. */
    private void assertThatTheFiguresArePlausible(WorkerReport report, String shape) {
        FIGURES.getOrDefault(shape, Map.of())
                .forEach((row, figures) -> figures.forEach(figure -> assertThat(
                                new BigDecimal(json(report, String.format("""
                                select r -> 'figures' -> '%s' ->> 'median'
                                from shape, jsonb_array_elements(s -> 'rows') r where r ->> 'row' = '%s'""", figure, row))))
                        .as("%s: %s, %s", shape, row, figure)
                        .isGreaterThanOrEqualTo(
                                figure.contains("CPU") || figure.contains("pickup")
                                        ? BigDecimal.ZERO
                                        // an enqueue is one
                                        : figure.equals("transactions/job")
                                                ? BigDecimal.ONE
                                                : new BigDecimal("0.000001"))));
    }

    @Test
    void jobsScheduledFarAheadStayScheduled() throws Exception {
        WorkerReport report = run(options("scheduled", 700));
        assertThat(database.get().value("select count(*) from awa.jobs where state = 'scheduled'"))
                .isEqualTo("700");
        assertThat(json(report, "select s ->> 'notes' from shape")).contains("700 jobs");
    }

    @Test
    void stoppedBenchmarkLeavesNoWorker() {
        var benchmark = new WorkerBenchmark(database.get().jdbcUrl(), options("soak", 0));
        var stopsIt = new PrintWriter(progress) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.contains("minute")) {
                    var stopper = new Thread(benchmark::stop);
                    stopper.start();
                    Awaitility.await().until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
                }
            }
        };
        assertThatThrownBy(() -> benchmark.run(stopsIt))
                .isInstanceOf(BenchmarkException.class)
                .hasMessage("Stopped.");
        assertThat(database.get().value("select count(*) from awa_store.worker"))
                .isEqualTo("0");
    }

    @Test
    void pageSaysWhatEachShapeDoes() {
        assertThat(Path.of("..", "docs", "benchmarks.md"))
                .content()
                .contains(shapes().stream().map(shape -> "`" + shape + "`").toList());
    }

    @Test
    void unknownShapeIsRefused() {
        assertThatThrownBy(() -> options("marathon", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("marathon")
                .hasMessageContaining("soak");
    }
}
