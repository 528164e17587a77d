package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.client.AwaClient;
import dev.awa.client.JobKind;
import dev.awa.testkit.AwaDatabase;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class LogTest {

    record Fragile(int n) {
        static final JobKind<Fragile> KIND = JobKind.of("fragile", Fragile.class);
    }

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    /** Enqueues a job, fails it and ends; the argument is the database's URL. */
    static final class FailsOnce {
        private FailsOnce() {}

        public static void main(String[] args) throws InterruptedException {
            var dataSource = new PGSimpleDataSource();
            dataSource.setUrl(args[0]);
            AwaClient.create(dataSource).insert(Fragile.KIND, new Fragile(1));
            var failed = new CountDownLatch(1);
            try (var worker = AwaWorker.builder(dataSource)
                    .queue("default")
                    .handle(Fragile.KIND, (fragile, job) -> {
                        throw new IllegalStateException("two\nlines", new RuntimeException("cable"));
                    })
                    .listener(event -> {
                        if (event instanceof JobEvent.Retried) {
                            failed.countDown();
                        }
                    })
                    .start()) {
                failed.await();
                System.out.println("done by " + worker.id());
            }
        }
    }

    private List<String> logOf(String... options) throws Exception {
        try (var process = ChildProcess.start(
                FailsOnce.class, List.of(options), database.get().jdbcUrl())) {
            assertThat(process.endsWithin(60)).isTrue();
            assertThat(process.lines()).anyMatch(line -> line.startsWith("done by"));
            return process.lines();
        }
    }

    @Test
    void failedAttemptIsOneLineThatTellsWhatAndWhere() throws Exception {
        List<String> lines = logOf();
        assertThat(lines)
                .filteredOn(line -> line.contains("cable"))
                .singleElement()
                .asString()
                .contains("(fragile, attempt 1) failed: java.lang.IllegalStateException: two lines; caused by")
                .contains("LogTest.java:");
        assertThat(lines).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void failedAttemptHasItsStackWhereDebugIsEnabled() throws Exception {
        List<String> lines = logOf("-Dorg.slf4j.simpleLogger.log.dev.awa.worker=debug");
        assertThat(lines).filteredOn(line -> line.contains("failed")).hasSize(1);
        assertThat(lines).anyMatch(line -> line.startsWith("\tat ") && line.contains("LogTest.java:"));
    }

    @Test
    void noLibrarySpeaksOfItself() throws Exception {
        assertThat(logOf()).noneMatch(line -> line.contains("jOOQ") || line.contains("tip of the day"));
    }
}
