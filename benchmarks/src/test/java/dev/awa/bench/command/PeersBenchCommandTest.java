package dev.awa.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("tools")
class PeersBenchCommandTest {

    @Test
    void peersBenchmarkPrintsItsTableAndWritesRunsAndPictures(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("runs.json");
        Path images = folder.resolve("img");
        try (TestDatabase database = TestServer.get().createEmptyDatabase()) {
            Bench awa = Bench.run(
                    "peers",
                    "--database-url",
                    database.jdbcUrl(),
                    "--peers",
                    "bare",
                    "--shapes",
                    "enqueue",
                    "--jobs",
                    "100",
                    "--runs",
                    "1",
                    "--json",
                    json.toString(),
                    "--images",
                    images.toString());
            assertThat(awa.exitCode()).as(awa.output()).isZero();
            assertThat(awa.output()).contains("Batch enqueue", "bare", "All runs are in " + json);
            assertThat(Files.readString(json)).contains("\"shape\" : \"enqueue\"");
            assertThat(images.resolve("bench-peers-enqueue.svg")).exists();
            assertThat(database.value("select count(*) from pg_database where datname like 'awa_bench_%'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void unknownPeerIsNamed() throws Exception {
        try (TestDatabase database = TestServer.get().createEmptyDatabase()) {
            Bench awa = Bench.run(
                    "peers",
                    "--database-url",
                    database.jdbcUrl(),
                    "--peers",
                    "nobody",
                    "--json",
                    "target/nothing.json");
            assertThat(awa.exitCode()).isEqualTo(1);
            assertThat(awa.output()).startsWith("awa: There is no peer 'nobody'; there are bare, awa,");
        }
    }

    @Test
    void helpListsPeersAndShapes() throws Exception {
        Bench awa = Bench.run("peers", "--help");
        assertThat(awa.exitCode()).isZero();
        assertThat(awa.output()).contains("graphile-worker", "river-tuned", "work-4x16", "pickup");
    }
}
