package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.client.ErrorCode;
import dev.awa.client.FireValue;
import dev.awa.client.JobKind;
import dev.awa.client.Overlap;
import dev.awa.testkit.AwaDatabase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

@SuppressWarnings("try")
class ScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    record Report(String format, Instant firedAt) {
        static final JobKind<Report> KIND = JobKind.of("report", Report.class);
    }

    private static final Report PDF = new Report("pdf", null);

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle(Report.KIND, (report, job) -> JobResult.done());
    }

    private void startAndClose(AwaWorker.Builder builder) {
        builder.start().close();
    }

    private String schedules(String expression) {
        return database.get().value("select string_agg(" + expression + ", ', ' order by name) from awa.schedules");
    }

    @Test
    void aFireOfADeclaredScheduleIsRunByTheWorker() {
        var received = new CopyOnWriteArrayList<Report>();
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("reports")
                .handle(Report.KIND.defaults(o -> o.queue("reports")), (report, job) -> {
                    received.add(report);
                    return JobResult.done();
                })
                .schedule(
                        "every_second",
                        "* * * * * *",
                        ZoneOffset.UTC,
                        Report.KIND,
                        PDF,
                        o -> o.queue("reports").argOfFire("firedAt", FireValue.TIME))
                .start()) {
            Jobs.eventually("two fires to be run").until(() -> received.size() >= 2);
        }

        assertThat(received).extracting(Report::format).containsOnly("pdf");
        assertThat(received).extracting(Report::firedAt).doesNotHaveDuplicates().isSorted();
        assertThat(database.get().value("select metadata -> 'schedule' ->> 'name' from awa.jobs limit 1"))
                .isEqualTo("every_second");
    }

    @Test
    void aSecondStartChangesNothing() {
        startAndClose(
                worker().schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF, o -> o.overlap(Overlap.SKIP)));
        String before = schedules("concat_ws(' ', name, source, updated_at)");

        startAndClose(
                worker().schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF, o -> o.overlap(Overlap.SKIP)));

        assertThat(schedules("concat_ws(' ', name, source, updated_at)"))
                .isEqualTo(before)
                .startsWith("nightly worker ");
    }

    /** Starts a worker with schedules and ends; the argument is the database's URL. */
    static final class Starts {
        private Starts() {}

        public static void main(String[] args) {
            var dataSource = new PGSimpleDataSource();
            dataSource.setUrl(args[0]);
            try (var worker = AwaWorker.builder(dataSource)
                    .queue("default")
                    .handle(Report.KIND, (report, job) -> JobResult.done())
                    .schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF)
                    .schedule("weekly", "0 4 * * mon", BERLIN, Report.KIND, PDF)
                    .start()) {
                System.out.println("done by " + worker.id());
            }
        }
    }

    private List<String> logOfAStart() throws Exception {
        try (var process =
                ChildProcess.start(Starts.class, List.of(), database.get().jdbcUrl())) {
            assertThat(process.endsWithin(60)).isTrue();
            assertThat(process.lines()).anyMatch(line -> line.startsWith("done by"));
            return process.lines().stream()
                    .filter(line -> line.contains("schedule"))
                    .toList();
        }
    }

    @Test
    void whatOthersHaveChangedIsOverwrittenAndLoggedOnce() throws Exception {
        assertThat(logOfAStart()).hasSize(2).allMatch(line -> line.contains("INFO"));
        database.get()
                .run("select awa.put_schedule('nightly', '0 5 * * *', 'UTC', 'report', '{\"format\": \"csv\"}',"
                        + " '{\"priority\": 1}')");

        assertThat(logOfAStart())
                .singleElement()
                .asString()
                .contains("WARN", "schedule \"nightly\" was another in the database and is now as declared here:")
                .contains(
                        "opts.priority: 1 -> null, spec: \"0 5 * * *\" -> \"0 3 * * *\", zone: \"UTC\" -> \"Europe/Berlin\"")
                .contains("args: {\"format\": \"csv\"} -> ");
        assertThat(schedules("name || ' ' || spec")).isEqualTo("nightly 0 3 * * *, weekly 0 4 * * mon");
        assertThat(logOfAStart()).isEmpty();
    }

    @Test
    void whatIsDeclaredNoMoreIsDeletedOnDemand() {
        database.get().run("select awa.put_schedule('of_others', '@daily', kind => 'report')");
        startAndClose(worker().schedules(s -> s.source("billing"))
                .schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF)
                .schedule("weekly", "0 4 * * mon", BERLIN, Report.KIND, PDF));

        startAndClose(worker().schedules(s -> s.source("billing"))
                .schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF));
        assertThat(schedules("name")).isEqualTo("nightly, of_others, weekly");
        startAndClose(worker().schedules(s -> s.source("billing").prune())
                .schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF));
        assertThat(schedules("name")).isEqualTo("nightly, of_others");
        startAndClose(worker().schedules(s -> s.source("billing").prune()));
        assertThat(schedules("name")).isEqualTo("of_others");
    }

    @Test
    void aPauseOutlivesAStart() {
        startAndClose(worker().schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF));
        database.get().run("select awa.pause_schedule('nightly')");

        startAndClose(worker().schedule("nightly", "0 4 * * *", BERLIN, Report.KIND, PDF));

        assertThat(schedules("spec || ' ' || paused")).isEqualTo("0 4 * * * true");
    }

    @Test
    void aWrongSpecNamesTheScheduleAndNothingIsApplied() {
        var builder = worker().schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF)
                .schedule("broken", "0 25 * * *", BERLIN, Report.KIND, PDF);

        assertThatThrownBy(builder::start)
                .isInstanceOfSatisfying(
                        WorkerStartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageStartingWith("The worker cannot start, since its schedules were not applied: "
                        + "schedule 2 (\"broken\"): hour of spec must be 0 to 23, not \"25\"");
        assertThat(schedules("name")).isNull();
        assertThat(database.get().value("select count(*) from awa_store.worker"))
                .isEqualTo("0");
    }

    @Test
    void aScheduleOfAnotherLoginIsLeftAloneAndNamed() {
        database.get().run("select awa.put_schedule('nightly', '0 5 * * *', kind => 'report')");
        database.get()
                .run("drop role if exists schedule_worker;"
                        + " create role schedule_worker login in role awa_producer, awa_worker");
        var builder = AwaWorker.builder(database.get().dataSource("schedule_worker", null))
                .queue("default")
                .handle(Report.KIND, (report, job) -> JobResult.done())
                .schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF);

        assertThatThrownBy(builder::start)
                .isInstanceOfSatisfying(
                        WorkerStartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_PERMITTED))
                .hasMessageContaining("schedule 1 (\"nightly\"): schedule nightly belongs to ")
                .hasMessageContaining("schedule_worker may not change it");
        assertThat(schedules("spec")).isEqualTo("0 5 * * *");
    }

    @Test
    void aLoginThatMayPutNoneIsToldWhatItLacks() {
        database.get().run("drop role if exists plain_worker; create role plain_worker login in role awa_worker");
        var plain = database.get().dataSource("plain_worker", null);
        var builder = AwaWorker.builder(plain).queue("default").handle(Report.KIND, (report, job) -> JobResult.done());
        startAndClose(builder);
        builder.schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF);

        assertThatThrownBy(builder::start)
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("permission denied for function apply_schedules")
                .hasMessageContaining("awa_producer beside awa_worker");
    }

    @Test
    void argumentsThatCannotBeWrittenNameTheSchedule() {
        record Loop(Map<String, Object> self) {}
        var loop = new java.util.HashMap<String, Object>();
        loop.put("self", loop);
        var builder = worker().schedule("endless", "@daily", BERLIN, JobKind.of("loop", Loop.class), new Loop(loop));

        assertThatThrownBy(builder::start)
                .isInstanceOfSatisfying(
                        WorkerStartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_JSON))
                .hasMessageContaining("schedule \"endless\": ");
    }

    @Test
    void problemsOfTheDeclarationsAreNamedAtOnce() {
        assertThatThrownBy(() -> worker().schedules(ScheduleSetOptions::prune)
                        .schedule("nightly", "0 3 * * *", BERLIN, Report.KIND, PDF)
                        .schedule("nightly", "0 4 * * *", BERLIN, Report.KIND, PDF)
                        .schedule(null)
                        .start())
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "schedule \"nightly\" is declared twice",
                                        "a schedule is null",
                                        "schedules are pruned, and no source says whose; add .source(\"my-application\")"));
    }
}
