package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScheduleCommandTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @BeforeEach
    void putOne() {
        database.get()
                .run("select awa.put_schedule('nightly', '0 3 * * *', 'Europe/Berlin', 'report',"
                        + " '{\"format\": \"pdf\"}', '{\"start_at\": \"2090-01-31T00:00:00Z\"}')");
    }

    private InProcess schedule(String... arguments) {
        List<String> all = new ArrayList<>(List.of("schedule"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--database-url", database.get().jdbcUrl()));
        return InProcess.awa(all.toArray(String[]::new));
    }

    private String done(String... arguments) {
        InProcess done = schedule(arguments);
        assertThat(done.exitCode()).as(done.err()).isZero();
        return done.out();
    }

    private void assertNotDone(String why, String... arguments) {
        InProcess failed = schedule(arguments);
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).isEqualTo("awa: " + why + "\n");
    }

    @Test
    void theListTellsSpecsAndStates() {
        assertThat(done("list").lines().toList())
                .containsExactly(
                        "NAME     SPEC       ZONE           KIND    QUEUE    NEXT                  LAST  STATE",
                        "nightly  0 3 * * *  Europe/Berlin  report  default  2090-01-31T02:00:00Z  -     on");
        done("pause", "nightly", "--reason", "it's quiet", "--until", "2100-01-01T00:00:00Z");
        assertThat(done("list")).contains("  paused by ", " until 2100-01-01T00:00:00Z: it's quiet\n");
        assertThat(done("list", "-o", "json")).startsWith("[{\"name\":\"nightly\",\"spec\":\"0 3 * * *\",");
    }

    @Test
    void oneIsShownWithAllThatIsKnown() {
        assertThat(done("show", "nightly").lines())
                .contains(
                        "spec             0 3 * * *",
                        "args             {\"format\":\"pdf\"}",
                        "next_fire_at     2090-01-31T02:00:00Z")
                .noneMatch(line -> line.startsWith("pause_reason"));
        assertThat(done("show", "nightly", "-o", "json")).startsWith("{\"name\":\"nightly\"");
    }

    @Test
    void firesAreToldOfAScheduleAndOfASpec() {
        assertThat(done("next", "nightly", "-n", "2")).isEqualTo("2090-01-31T02:00:00Z\n2090-02-01T02:00:00Z\n");
        assertThat(done("next", "--spec", "@hourly", "-n", "3").lines())
                .hasSize(3)
                .allMatch(line -> line.endsWith(":00:00Z"));
        assertThat(schedule("next").exitCode()).isEqualTo(2);
        assertThat(schedule("next", "nightly", "--spec", "@daily").exitCode()).isEqualTo(2);
    }

    @Test
    void aPauseBeginsAndEnds() {
        assertThat(done("pause", "nightly")).isEqualTo("Schedule \"nightly\" is paused.\n");
        assertThat(done("pause", "nightly")).isEqualTo("Schedule \"nightly\" was paused like that before.\n");
        assertThat(done("resume", "nightly", "--missed", "none")).startsWith("Schedule \"nightly\" goes on.");
        assertThat(done("resume", "nightly")).isEqualTo("Schedule \"nightly\" was not paused.\n");
    }

    @Test
    void aTriggerThatMakesNothingIsAFailure() {
        assertThat(done("trigger", "nightly")).matches("Job \\d+ is available\\.\n");

        InProcess skipped = schedule("trigger", "nightly", "--overlap", "skip", "-o", "json");
        assertThat(skipped.exitCode()).isEqualTo(1);
        assertThat(skipped.out()).contains("\"outcome\":\"skipped\"");
        assertThat(skipped.err()).matches("awa: Nothing was made: job \\d+ of schedule \"nightly\" is available\\.\n");
    }

    @Test
    void aBackfillSaysHowToGoOn() {
        database.get().run("select awa.put_schedule('daily', '@daily', kind => 'report')");

        assertThat(done("backfill", "daily", "--from", "2020-01-01T00:00Z", "--to", "2020-01-04T00:00Z", "--max", "2"))
                .isEqualTo("2 jobs were made; 0 fires had theirs before.\n"
                        + "There is more: go on with --from 2020-01-03T00:00:00Z\n");
        assertThat(done("backfill", "daily", "--from", "2020-01-01T00:00Z", "--to", "2020-01-04T00:00Z"))
                .isEqualTo("1 jobs were made; 2 fires had theirs before.\n");
    }

    @Test
    void whatIsNotThereIsAFailure() {
        assertThat(done("delete", "nightly", "--print-sql"))
                .isEqualTo("select * from awa.delete_schedule(name => 'nightly');\n");
        assertThat(done("delete", "nightly")).isEqualTo("Schedule \"nightly\" is deleted.\n");
        assertNotDone("There is no schedule \"nightly\".", "delete", "nightly");
        assertNotDone("There is no schedule \"nightly\".", "show", "nightly");
        assertNotDone("There is no schedule \"nightly\", or it is over.", "next", "nightly");
        assertNotDone("there is no schedule \"nightly\". View awa.schedules has their names.", "pause", "nightly");
        assertThat(schedule().exitCode()).isEqualTo(2);
    }

    @Test
    void sqlIsShownWithItsValuesQuoted() {
        assertThat(done("pause", "it's ?", "--reason", "why?", "--print-sql"))
                .isEqualTo("select * from awa.pause_schedule(name => 'it''s ?', reason => 'why?');\n");
    }
}
