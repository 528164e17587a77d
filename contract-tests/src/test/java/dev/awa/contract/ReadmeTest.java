package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.client.AwaClient;
import dev.awa.client.JobKind;
import dev.awa.testkit.AwaDatabase;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java of README.md runs as it stands there: it is what stands between "readme" and "end". */
@Tag("server")
class ReadmeTest {

    private static final Path ROOT = PgTapDatabase.MODULE.resolve("..").normalize();
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// readme\\n(.*?)^ *// end$");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private interface Mailer {
        void send(String to);
    }

    @Test
    void javaIsThatOfThisTest() throws Exception {
        Matcher region = REGION.matcher(
                Files.readString(ROOT.resolve("contract-tests/src/test/java/dev/awa/contract/ReadmeTest.java")));
        assertThat(region.find()).isTrue();
        Matcher shown = JAVA.matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(shown.find()).isTrue();

        assertThat(shown.group(1)).isEqualTo(region.group(1).stripTrailing().stripIndent() + "\n");
    }

    @Test
    void itsWorkerRunsItsJob() throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        Thread program = new Thread(() -> {
            try {
                enqueueAndWork(database.get().dataSource(), sent::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        program.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> "completed".equals(database.get().value("select state from awa.jobs")));
        } finally {
            program.interrupt();
            program.join();
        }

        assertThat(sent).containsExactly("ada@example.com");
        assertThat(database.get().value("select kind from awa.jobs")).isEqualTo("send_email");
    }

    private static void enqueueAndWork(DataSource dataSource, Mailer mailer) throws InterruptedException {
        // readme
        record SendEmail(String to) {
            static final JobKind<SendEmail> KIND = JobKind.of("send_email", SendEmail.class);
        }

        AwaClient awa = AwaClient.create(dataSource);
        awa.insert(SendEmail.KIND, new SendEmail("ada@example.com"), o -> o.priority(1));

        try (AwaWorker worker = AwaWorker.builder(dataSource)
                .queue("default", q -> q.concurrency(100))
                .handle(SendEmail.KIND, (email, job) -> {
                    mailer.send(email.to());
                    return JobResult.done();
                })
                .start()) {
            Thread.currentThread().join();
        }
        // end
    }
}
