package dev.awa.bench.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.shapes.WorkerBenchmark.Options;
import dev.awa.testkit.AwaDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    private final StringWriter progress = new StringWriter();

    static List<String> shapes() {
        return WorkerBenchmark.shapes();
    }

    private static Options options(String shape, int ahead) {
        return new Options(List.of(shape), 1, JOBS, Duration.ofSeconds(1), ahead);
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
    void unknownShapeIsRefused() {
        assertThatThrownBy(() -> options("marathon", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("marathon")
                .hasMessageContaining("soak");
    }
}
