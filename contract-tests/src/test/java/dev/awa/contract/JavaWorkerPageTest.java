package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobResult;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java of {@code docs/workers.md} runs as it stands there: it is what stands between "page" and "end". */
@Tag("server")
class JavaWorkerPageTest {

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// page\\n(.*?)^ *// end$");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @Test
    void javaIsThatOfThisTest() throws Exception {
        Matcher region = REGION.matcher(Files.readString(
                PgTapDatabase.MODULE.resolve("src/test/java/dev/awa/contract/JavaWorkerPageTest.java")));
        assertThat(region.find()).isTrue();
        Matcher shown = JAVA.matcher(new SqlPage("workers.md").text());
        assertThat(shown.find()).isTrue();

        assertThat(shown.group(1)).isEqualTo(region.group(1).stripTrailing().stripIndent() + "\n");
    }

    @Test
    void itsWorkerRunsJobsOfAllItsQueues() {
        database.get().run("""
                select awa.insert_job('send', queue => q) from unnest('{urgent,mail,reports}'::text[]) q""");
        try (AwaWorker worker = start(database.get().dataSource(), (args, job) -> JobResult.done())) {
            Awaitility.await()
                    .until(() -> "3"
                            .equals(database.get().value("select count(*) from awa.jobs where state = 'completed'")));
            assertThat(worker.isRunning()).isTrue();
        }
    }

    private static AwaWorker start(DataSource dataSource, JobHandler<String> send) {
        // page
        AwaWorker worker = AwaWorker.builder(dataSource)
                .concurrency(100)
                .queue("urgent", q -> q.atLeast(10))
                .queue("mail", q -> q.weight(3))
                .queue("reports", q -> q.weight(1).concurrency(20))
                .handle("send", send)
                .start();
        // end
        return worker;
    }
}
