package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.awa.testkit.AwaDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant FUTURE = Instant.parse("2126-03-04T05:06:07Z");

    record Report(String format, Instant day) {
        static final JobKind<Report> KIND = JobKind.of("report", Report.class);
    }

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private AwaClient awa;

    @BeforeEach
    void createClient() {
        awa = AwaClient.create(database.get().dataSource());
    }

    private ScheduleResult put(String name, String spec) {
        return awa.putSchedule(name, spec, BERLIN, Report.KIND, new Report("pdf", null));
    }

    private String stored(String name, String expression) {
        return database.get().value("select " + expression + " from awa.schedules where name = ?", name);
    }

    @Test
    void aScheduleThatIsPutTellsWhatItMeansAndWhenItFires() {
        ScheduleResult made = put("nightly", "0 3 * * *");

        assertThat(made.name()).isEqualTo("nightly");
        assertThat(made.outcome()).isEqualTo(ScheduleResult.Outcome.CREATED);
        assertThat(made.changes()).isEmpty();
        assertThat(made.sentence()).isEqualTo(stored("nightly", "sentence"));
        assertThat(made.nextFires())
                .isEqualTo(awa.nextFires("0 3 * * *", BERLIN))
                .hasSize(5)
                .allSatisfy(
                        fire -> assertThat(fire.atZone(BERLIN).toLocalTime()).hasToString("03:00"));
        assertThat(stored("nightly", "zone || ' ' || kind || ' ' || args::text"))
                .isEqualTo("Europe/Berlin report {\"day\": null, \"format\": \"pdf\"}");
    }

    @Test
    void aSecondPutSaysWhatDiffers() {
        put("nightly", "0 3 * * *");

        assertThat(put("nightly", "0 3 * * *").outcome()).isEqualTo(ScheduleResult.Outcome.UNCHANGED);
        ScheduleResult changed = awa.putSchedule(
                "nightly", "0 4 * * *", BERLIN, Report.KIND, new Report("csv", null), o -> o.overlap(Overlap.SKIP));

        assertThat(changed.outcome()).isEqualTo(ScheduleResult.Outcome.UPDATED);
        assertThat(changed.changes())
                .hasToString("[args: {\"day\": null, \"format\": \"pdf\"} -> {\"day\": null, \"format\": \"csv\"},"
                        + " opts.overlap: null -> \"skip\", spec: \"0 3 * * *\" -> \"0 4 * * *\"]");
    }

    @Test
    void everyOptionReachesTheSchedule() {
        awa.describe(Report.KIND.schema("{\"type\": \"object\"}"));
        awa.putSchedule(
                "all",
                "0 0 13 * fri",
                ZoneOffset.UTC,
                Report.KIND,
                new Report("pdf", null),
                o -> o.bothDays()
                        .startAt(FUTURE)
                        .endAt(FUTURE.plus(3650, ChronoUnit.DAYS))
                        .jitter(Duration.ofSeconds(90))
                        .overlap(Overlap.QUEUE_ONE)
                        .catchUp(MissedFires.ALL, Duration.ofDays(1), 24)
                        .startByNextFire()
                        .argOfFire("day", FireValue.TIME)
                        .queue("reports")
                        .priority(1)
                        .maxAttempts(3)
                        .uniqueBy(UniqueBy.key("report"))
                        .orderingKey("customer 7")
                        .tags("one", "two")
                        .metadata(Map.of("tenant", "t1"))
                        .timeout(Duration.ofMinutes(10))
                        .backoff(Backoff.fixed(Duration.ofSeconds(5)))
                        .keep(Duration.ofDays(7))
                        .concurrencyKey("reports", 2)
                        .validate());

        assertThat(stored("all", "zone || ' ' || args::text"))
                .isEqualTo("UTC {\"day\": {\"$fire\": \"time\"}, \"format\": \"pdf\"}");
        assertThat(stored("all", "(opts = ?::jsonb)::text".replace("?", "'" + """
                {"days": "both", "start_at": "2126-03-04T05:06:07Z", "end_at": "2136-03-01T05:06:07Z",
                 "jitter": "PT1M30S", "overlap": "queue_one",
                 "catch_up": {"policy": "all", "window": "PT24H", "max": 24}, "start_by": "next_fire",
                 "queue": "reports", "priority": 1, "max_attempts": 3, "unique_by": {"key": "report"},
                 "ordering_key": "customer 7", "tags": ["one", "two"], "metadata": {"tenant": "t1"},
                 "timeout": "PT10M", "backoff": {"kind": "fixed", "base": "PT5S"}, "keep": "PT168H",
                 "concurrency_key": "reports", "concurrency_limit": 2, "validate": true}""" + "'")))
                .as(stored("all", "opts::text"))
                .isEqualTo("true");
    }

    @Test
    void defaultsOfTheKindAreThoseOfItsSchedules() {
        JobKind<Report> slow =
                Report.KIND.defaults(o -> o.queue("slow").maxAttempts(2).startWithin(Duration.ofHours(1)));
        awa.putSchedule("slow", "@daily", BERLIN, slow, new Report("pdf", null), o -> o.maxAttempts(4));

        assertThat(stored("slow", "opts::text"))
                .isEqualTo("{\"queue\": \"slow\", \"start_by\": \"PT1H\", \"max_attempts\": 4}");
        awa.putSchedule("slow", "@daily", BERLIN, slow, new Report("pdf", null), o -> o.startByNextFire());
        assertThat(stored("slow", "opts ->> 'start_by'")).isEqualTo("next_fire");

        JobKind<Report> late = Report.KIND.defaults(o -> o.runAt(FUTURE));
        assertThatThrownBy(() -> awa.putSchedule("late", "@daily", BERLIN, late, new Report("pdf", null)))
                .isInstanceOf(AwaException.UnknownOption.class)
                .hasMessageContaining("run_at");
    }

    @Test
    void theTimeOfTheFireIsInTheArgumentsOfTheJob() {
        awa.putSchedule(
                "daily",
                "@daily",
                BERLIN,
                Report.KIND,
                new Report("pdf", null),
                o -> o.argOfFire("day", FireValue.TIME).argOfFire("format", FireValue.NAME));
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        TriggerResult triggered = awa.triggerSchedule("daily");

        assertThat(triggered.triggered()).isTrue();
        assertThat(triggered.state()).isEqualTo(JobState.AVAILABLE);
        Job job = awa.getJob(triggered.id()).orElseThrow();
        Report report = JsonCodec.standard().decode(job.args(), Report.class);
        assertThat(report.format()).isEqualTo("daily");
        assertThat(report.day()).isBetween(before, Instant.now());
        assertThat(job.metadata()).contains("\"name\": \"daily\"", "\"by\": \"trigger\"");
    }

    @Test
    void aTriggerWhileAJobIsUnderWayIsSkippedOnDemand() {
        put("daily", "@daily");
        Long first = awa.triggerSchedule("daily").id();

        assertThat(awa.triggerSchedule("daily", Overlap.SKIP))
                .isEqualTo(new TriggerResult(false, first, JobState.AVAILABLE));
        assertThat(awa.triggerSchedule("daily", Overlap.QUEUE_ONE).state()).isEqualTo(JobState.PENDING);
    }

    @Test
    void aPauseEndsWithAnAccountOfItsFires() {
        put("daily", "@daily");

        assertThat(awa.pauseSchedule("daily", "holidays", FUTURE)).isTrue();
        assertThat(awa.pauseSchedule("daily", "holidays", FUTURE)).isFalse();
        assertThat(stored("daily", "concat_ws(' ', pause_reason, paused_until = '" + FUTURE + "')"))
                .isEqualTo("holidays t");
        assertThat(awa.pauseSchedule("daily", "longer")).isTrue();
        assertThat(awa.pauseSchedule("daily")).isTrue();
        assertThat(awa.resumeSchedule("daily", MissedFires.NONE)).isEqualTo(new ResumeResult(true, 0, 0, 0));
        assertThat(awa.resumeSchedule("daily")).isEqualTo(new ResumeResult(false, 0, 0, 0));
    }

    @Test
    void aBackfillGoesOnWhereItHasStopped() {
        put("daily", "@daily");
        Instant from = Instant.parse("2020-01-01T00:00:00Z");
        Instant to = from.plus(5, ChronoUnit.DAYS);

        BackfillResult first = awa.backfillSchedule("daily", from, to, 3);
        assertThat(first.fired()).isEqualTo(3);
        assertThat(first.complete()).isFalse();
        assertThat(first.nextFrom()).isEqualTo("2020-01-04T23:00:00Z");
        assertThat(awa.backfillSchedule("daily", first.nextFrom(), to, 3)).isEqualTo(new BackfillResult(2, 0, null));
        assertThat(awa.backfillSchedule("daily", from, to, 100)).isEqualTo(new BackfillResult(0, 5, null));
    }

    @Test
    void firesOfASpecAreToldWithoutASchedule() {
        assertThat(awa.nextFires(
                        "0 0 13 * fri",
                        ZoneOffset.UTC,
                        o -> o.after(Instant.parse("2030-09-06T12:00:00Z"))
                                .count(2)
                                .bothDays()))
                .containsExactly(Instant.parse("2030-09-13T00:00:00Z"), Instant.parse("2030-12-13T00:00:00Z"));
        assertThat(awa.nextFires("H 3 * * *", BERLIN, o -> o.count(1).name("nightly")))
                .hasSize(1);
    }

    @Test
    void aSetIsAppliedAllOrNothing() {
        List<NewSchedule> set = List.of(
                NewSchedule.of("b", "@daily", BERLIN, Report.KIND, new Report("pdf", null)),
                NewSchedule.of("a", "@hourly", BERLIN, Report.KIND, new Report("pdf", null), o -> o.priority(9)));

        assertThatThrownBy(() -> awa.applySchedules(set))
                .isInstanceOf(AwaException.InvalidArgument.class)
                .hasMessageStartingWith("schedule 2 (\"a\"): priority must be 1");
        assertThat(database.get().value("select count(*) from awa.schedules")).isEqualTo("0");

        assertThat(awa.applySchedules(set.subList(0, 1), o -> o.source("app").dryRun()))
                .extracting(ScheduleResult::outcome)
                .containsExactly(ScheduleResult.Outcome.CREATED);
        assertThat(database.get().value("select count(*) from awa.schedules")).isEqualTo("0");
    }

    @Test
    void whatASetHasNoMoreIsDeletedOnDemand() {
        NewSchedule a = NewSchedule.of("a", "@hourly", BERLIN, Report.KIND, new Report("pdf", null));
        NewSchedule b = NewSchedule.of("b", "@daily", BERLIN, Report.KIND, new Report("pdf", null));
        put("other", "@daily");
        awa.applySchedules(List.of(b, a), o -> o.source("app"));

        assertThat(awa.applySchedules(List.of(b), o -> o.source("app")))
                .extracting(ScheduleResult::name)
                .containsExactly("b");
        assertThat(awa.applySchedules(List.of(b), o -> o.source("app").prune()))
                .extracting(each -> each.name() + " " + each.outcome() + " "
                        + each.nextFires().size())
                .containsExactly("b UNCHANGED 5", "a DELETED 0");
        assertThat(database.get().value("select string_agg(name, ' ' order by name) from awa.schedules"))
                .isEqualTo("b other");
    }

    @Test
    void aScheduleInACallersTransactionIsThereIfTheCallerCommits() throws Exception {
        try (Connection connection = database.get().connect()) {
            connection.setAutoCommit(false);
            AwaClient inside = awa.using(connection);
            inside.putSchedule("daily", "@daily", BERLIN, Report.KIND, new Report("pdf", null));
            inside.triggerSchedule("daily");
            connection.rollback();
            assertThat(database.get().value("select count(*) from awa.schedules"))
                    .isEqualTo("0");

            inside.putSchedule("daily", "@daily", BERLIN, Report.KIND, new Report("pdf", null));
            connection.commit();
        }
        assertThat(awa.deleteSchedule("daily")).isTrue();
        assertThat(awa.deleteSchedule("daily")).isFalse();
        assertThat(database.get().value("select count(*) from awa.jobs")).isEqualTo("0");
    }

    @Test
    void aScheduleOfAnotherLoginIsNotTheCallers() {
        database.get()
                .run("drop role if exists schedule_producer; create role schedule_producer login in role awa_producer");
        put("nightly", "0 3 * * *");
        AwaClient other = AwaClient.create(database.get().dataSource("schedule_producer", null));

        AwaException.NotPermitted refused = catchThrowableOfType(
                AwaException.NotPermitted.class,
                () -> other.putSchedule("nightly", "0 4 * * *", BERLIN, Report.KIND, new Report("pdf", null)));

        assertThat(refused.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
        assertThat(refused).hasMessageContaining("schedule nightly belongs to");
    }

    @Test
    void anUnknownScheduleIsNotFound() {
        assertThatThrownBy(() -> awa.pauseSchedule("none")).isInstanceOf(AwaException.NotFound.class);
        assertThatThrownBy(() -> awa.triggerSchedule("none")).isInstanceOf(AwaException.NotFound.class);
        assertThatThrownBy(() -> awa.backfillSchedule("none", Instant.EPOCH)).isInstanceOf(AwaException.NotFound.class);
    }
}
