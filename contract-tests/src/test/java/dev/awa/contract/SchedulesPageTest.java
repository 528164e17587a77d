package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.client.FireValue;
import dev.awa.client.JobKind;
import dev.awa.client.MissedFires;
import dev.awa.client.Overlap;
import dev.awa.testkit.AwaDatabase;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java of {@code docs/schedules.md} runs as it stands there: it is what stands between "page" and "end". */
@Tag("server")
class SchedulesPageTest {

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// page\\n(.*?)^ *// end$");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private interface Reports {
        void write(String format, Instant day);
    }

    @Test
    void javaIsThatOfThisTest() throws Exception {
        Matcher region = REGION.matcher(Files.readString(
                PgTapDatabase.MODULE.resolve("src/test/java/dev/awa/contract/SchedulesPageTest.java")));
        assertThat(region.find()).isTrue();
        Matcher shown = JAVA.matcher(new SqlPage("schedules.md").text());
        assertThat(shown.find()).isTrue();

        assertThat(shown.group(1)).isEqualTo(region.group(1).stripTrailing().stripIndent() + "\n");
    }

    @Test
    void itsWorkerDeclaresItsScheduleAndRunsItsJobs() throws Exception {
        List<String> written = new CopyOnWriteArrayList<>();
        Thread program = new Thread(() -> {
            try {
                declareAndWork(
                        database.get().dataSource(),
                        (format, day) -> written.add(format + (day == null ? "" : " of a day")));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        program.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> "billing".equals(database.get().value("select source from awa.schedules")));
            database.get().run("select from awa.trigger_schedule('reports')");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> "completed".equals(database.get().value("select state from awa.jobs")));
        } finally {
            program.interrupt();
            program.join();
        }

        assertThat(written).containsExactly("pdf of a day");
        assertThat(database.get().value("select spec || ' ' || zone || ' ' || (opts ->> 'overlap') from awa.schedules"))
                .isEqualTo("0 6 * * * Europe/Berlin skip");
    }

    private static void declareAndWork(DataSource dataSource, Reports reports) throws InterruptedException {
        // page
        record Report(String format, Instant day) {
            static final JobKind<Report> KIND = JobKind.of("report", Report.class);
        }

        try (AwaWorker worker = AwaWorker.builder(dataSource)
                .queue("default")
                .handle(Report.KIND, (report, job) -> {
                    reports.write(report.format(), report.day());
                    return JobResult.done();
                })
                .schedule(
                        "reports",
                        "0 6 * * *",
                        ZoneId.of("Europe/Berlin"),
                        Report.KIND,
                        new Report("pdf", null),
                        o -> o.overlap(Overlap.SKIP)
                                .catchUp(MissedFires.ALL, Duration.ofDays(1), 24)
                                .argOfFire("day", FireValue.TIME))
                .schedules(s -> s.source("billing").prune())
                .start()) {
            Thread.currentThread().join();
        }
        // end
    }
}
