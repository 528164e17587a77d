package dev.awa.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.cli.DatabaseUrl;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("tools")
class BenchCommandTest {

    @Test
    void sqlBenchmarkPrintsItsTableAndWritesItsRuns(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("runs.json");
        try (TestDatabase database = TestServer.get().createDatabase()) {
            Bench awa = Bench.run(
                    "sql",
                    "--database-url",
                    database.jdbcUrl(),
                    "--jobs",
                    "500",
                    "--runs",
                    "1",
                    "--json",
                    json.toString());
            assertThat(awa.exitCode()).as(awa.output()).isZero();
            assertThat(awa.output()).contains("insert_jobs", "0 lost", "All runs are in " + json);
            assertThat(Files.readString(json)).startsWith("{").contains("\"shape\": \"busy_worker\"");
        }
    }

    @Test
    void workerBenchmarkWritesItsRunsAndDrawsThem(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("runs.json");
        Path images = folder.resolve("img");
        try (TestDatabase database = TestServer.get().createDatabase()) {
            Bench awa = Bench.run(
                    "worker",
                    "--database-url",
                    database.jdbcUrl(),
                    "--shapes",
                    "drain,claim-one",
                    "--jobs",
                    "100",
                    "--runs",
                    "2",
                    "--json",
                    json.toString(),
                    "--images",
                    images.toString());
            assertThat(awa.exitCode()).as(awa.output()).isZero();
            assertThat(awa.output()).contains("drain: ", "claim-one: ", "0 lost", "All runs are in " + json);
            assertThat(Files.readString(json)).startsWith("{").contains("\"shape\": \"drain\"");
            assertThat(images.resolve("worker-drain.svg")).isNotEmptyFile();
            assertThat(images.resolve("worker-claim-one.svg")).isNotEmptyFile();
        }
    }

    @Test
    void unknownShapeIsAnsweredWithTheKnownOnes() throws Exception {
        Bench awa = Bench.run("worker", "--database-url", "postgres://localhost/x", "--shapes", "marathon");
        assertThat(awa.exitCode()).isEqualTo(2);
        assertThat(awa.output()).contains("'marathon' is not one of", "drain", "soak");
    }

    @Test
    void databaseWithoutAwaIsReportedInOneSentence() throws Exception {
        try (TestDatabase database = TestServer.get().createEmptyDatabase()) {
            Bench awa = Bench.run("sql", "--database-url", database.jdbcUrl());
            assertThat(awa.exitCode()).isEqualTo(1);
            assertThat(awa.output())
                    .isEqualTo("awa: Awa is not installed in " + DatabaseUrl.parse(database.jdbcUrl())
                            + "; run: ./awa migrate --database-url ...");
        }
    }

    @Test
    void benchWithoutNameListsTheBenchmarks() throws Exception {
        Bench awa = Bench.run();
        assertThat(awa.exitCode()).isEqualTo(2);
        assertThat(awa.output()).contains("Which benchmark?", "sql", "bare INSERT");
    }
}
