package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoCommandTest {

    private static final String DIR = Path.of("target", "demo").toAbsolutePath().toString();

    @Test
    void mixOfJobsEndsAsItShould() throws Exception {
        try (CliProcess dev = CliProcess.awa("dev", "--dir", DIR, "--fresh", "--port", "0", "--receiver-port", "0")) {
            dev.awaitLine("Ctrl-C drains");
            for (int run = 1; run <= 2; run++) {
                try (CliProcess demo = CliProcess.awa("demo", "--dir", DIR, "--webhooks", "25")) {
                    assertThat(demo.exitCode()).as(demo.output()).isZero();
                    demo.awaitLine("#\\d+ +import_csv +attempt 1 +completed");
                    demo.awaitLine("#\\d+ +deliver_webhook +attempt 1 +retryable +.*503 from");
                    demo.awaitLine("#\\d+ +deliver_webhook +attempt 2 +failed +.*500 from");
                    demo.awaitLine("\\{existing=1}: is the same again");
                    demo.awaitLine(
                            "29 jobs ended in .*\\{completed=28, failed=1}; awa_demo.orders has 2000 of 2000 rows");
                    assertThat(demo.output().lines())
                            .filteredOn(
                                    line -> line.matches(
                                            "#\\d+ +deliver_webhook +of schedule awa_demo, fire of .*[05]Z: completed, claimed .*"))
                            .hasSizeGreaterThanOrEqualTo(2);
                    assertThat(demo.output().lines())
                            .filteredOn(
                                    line -> line.matches("#\\d+ +deliver_webhook +started under limit awa_demo, .*"))
                            .hasSize(16);
                    assertThat(demo.output())
                            .containsSubsequence("{\"rate\": 2}", "-- created", "{\"rate\": 20}", "-- changed");
                }
            }
            dev.signal("TERM");
            assertThat(dev.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void databaseWithoutAwaIsNamed() throws Exception {
        try (var database = dev.awa.testkit.TestServer.get().createEmptyDatabase();
                CliProcess demo = CliProcess.awa("demo", "--database-url", database.jdbcUrl())) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.output())
                    .isEqualTo("The database is " + DatabaseUrl.parse(database.jdbcUrl())
                            + ", by --database-url.\nawa: Awa is not installed in "
                            + DatabaseUrl.parse(database.jdbcUrl())
                            + "; run: ./awa migrate --database-url ...");
        }
    }
}
