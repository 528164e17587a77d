package dev.awa.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("tools")
class SqlBenchmarkTest {
    private static final SqlBenchmark.Options SMALL = new SqlBenchmark.Options(900, 2, Duration.ofMinutes(5));

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final StringWriter progress = new StringWriter();

    private SqlReport run(SqlBenchmark.Options options) throws SQLException {
        return new SqlBenchmark(database.get()::connect, options).run(new PrintWriter(progress));
    }

    private void assertNothingIsLeft() {
        TestDatabase database = this.database.get();
        assertThat(database.value("select count(*) from awa.jobs where state <> 'completed'"))
                .isEqualTo("0");
        assertThat(database.value("select count(*) from awa_store.running_claim"))
                .isEqualTo("0");
        assertThat(database.value("select count(*) from awa_store.worker")).isEqualTo("0");
        assertThat(database.value("select count(*) from pg_namespace where nspname = 'awa_bench'"))
                .isEqualTo("0");
    }

    /** Takes the JSON apart with the database: {@code report (r)} is the whole, {@code shape} has a row per shape. */
    private String json(SqlReport report, String query) {
        return database.get()
                .value(
                        "with report as (select ?::jsonb as r), shape as (select s, s ->> 'shape' as name,"
                                + " (s ->> 'connections')::int as connections"
                                + " from report, jsonb_array_elements(r -> 'shapes') s) " + query,
                        report.toJson());
    }

    @Test
    void everyShapeHasEveryRunAndNoJobIsLostOrLeftOpen() throws Exception {
        SqlReport report = run(SMALL);

        assertNothingIsLeft();
        assertThat(json(report, "select string_agg(name || '/' || connections, ' ') from shape"))
                .isEqualTo(
                        "bare_batch/1 insert_jobs/1 insert_many/1 copy/1 claim_jobs/1 complete_jobs/1 cycle/1 claim_jobs_async/1 cycle_async/1"
                                + " bare_single/1 no_worker/1 sleeping_worker/1 busy_worker/1"
                                + " bare_single/32 no_worker/32 sleeping_worker/32 busy_worker/32");
        assertThat(json(report, """
                select string_agg(distinct format('%s %s', jsonb_path_query_array(s, '$.runs[*].round'),
                  jsonb_path_query_array(s, '$.runs[*].jobs')), '; ')
                from shape"""))
                .as("two batches, 900 / 50 on one connection, 900 / 5 / 32 on each of 32")
                .contains("[1, 2] [1000, 1000]", "[1, 2] [18, 18]", "[1, 2] [160, 160]");
        assertThat(json(report, """
                select count(*) from shape, jsonb_array_elements(s -> 'runs') run
                where not ((run ->> 'seconds')::numeric > 0 and (run ->> 'wal_bytes')::bigint > 0)""")).isEqualTo("0");
        // warm-up: one batch for each cycle and one copied, and 3 jobs by one and 32 by 32 connections in three shapes
        int jobs = 3 * 500 + 3 * (3 + 32) + 2 * (3 * 1000 + 3 * (18 + 160));
        assertThat(json(report, "select r ->> 'accounting' from report"))
                .isEqualTo("{\"lost\": 0, \"enqueued\": " + jobs + ", \"completed\": " + jobs + ", \"duplicated\": 0}");
        assertThat(database.get().value("select count(*) from awa.jobs")).isEqualTo(Integer.toString(jobs));
    }

    @Test
    void onlyASleepingWorkerIsNotified() throws Exception {
        SqlReport report = run(SMALL);
        String wakeUps = "select (s -> 'runs' -> 0 ->> 'wake_ups') from shape where connections = 1 and name = ";
        assertThat(json(report, wakeUps + "'sleeping_worker'")).isEqualTo("18");
        assertThat(json(report, wakeUps + "'busy_worker'")).isEqualTo("0");
    }

    @Test
    void theLedgerOnlyGrows() throws Exception {
        SqlReport report = run(SMALL);
        assertThat(json(report, """
                select string_agg(t ->> 'table', ' ' order by t ->> 'table') from report, jsonb_array_elements(r -> 'tables') t
                where (t ->> 'updated')::int + (t ->> 'deleted')::int + (t ->> 'dead')::int = 0""")).contains("awa_store.claim", "awa_store.outcome", "awa_store.ready");
    }

    @Test
    void printedTableNamesEveryShapeAndTheServer() throws Exception {
        var text = new StringWriter();
        run(SMALL).print(new PrintWriter(text));
        List<String> titles =
                Stream.of(Shape.values()).map(shape -> shape.title).toList();
        assertThat(text.toString())
                .contains(titles)
                .contains("server: PostgreSQL", "stay in the ledger")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void serverWithoutFsyncIsWarnedAbout() {
        var conditions = new Conditions("PostgreSQL 18", Map.of("fsync", "off"), "1.0", 2, 2, 0.1);
        assertThat(conditions.warnings()).singleElement().asString().startsWith("fsync is off");
        assertThat(new Conditions("PostgreSQL 18", Map.of("fsync", "on"), "1.0", 2, 2, 1.5).warnings())
                .singleElement()
                .asString()
                .contains("load average was 1.5");
    }

    @Test
    void stoppedBenchmarkCleansUp() {
        var benchmark = new SqlBenchmark(database.get()::connect, SMALL);
        var stopsIt = new PrintWriter(progress) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.startsWith("Round 1")) {
                    var stopper = new Thread(benchmark::stop);
                    stopper.start();
                    Awaitility.await().until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
                }
            }
        };
        assertThatThrownBy(() -> benchmark.run(stopsIt))
                .isInstanceOf(BenchmarkException.class)
                .hasMessage("Stopped.");
        assertNothingIsLeft();
    }

    @Test
    void failingBenchmarkDropsItsSchemaAndCompletesItsJobs() {
        var breaks = new PrintWriter(progress) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.startsWith("Round 1")) {
                    database.get().run("select awa.insert_job('bench', queue => min(queue)) from awa.jobs");
                    database.get().run("drop table awa_bench.bare");
                }
            }
        };
        assertThatThrownBy(() -> new SqlBenchmark(database.get()::connect, SMALL).run(breaks))
                .hasMessageContaining("awa_bench.bare");
        assertNothingIsLeft();
    }

    @Test
    void schemaOfSomebodyElseIsLeftAlone() {
        database.get().run("create schema awa_bench");
        assertThatThrownBy(() -> run(SMALL))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("awa bench did not make");
        assertThat(database.get().value("select count(*) from pg_namespace where nspname = 'awa_bench'"))
                .isEqualTo("1");
    }

    @Test
    void payloadHasTheAnnouncedLength() {
        assertThat(IntStream.of(0, 7, 4711).mapToObj(Workload::payload))
                .allSatisfy(payload -> assertThat(payload).hasSize(SqlBenchmark.PAYLOAD_BYTES));
    }
}
