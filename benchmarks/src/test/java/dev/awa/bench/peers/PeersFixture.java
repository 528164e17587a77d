package dev.awa.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server of its own and a folder with peers that are made up, next to those two that need nothing installed. */
abstract class PeersFixture {
    private static final Path REAL_PEERS =
            Path.of("..", "benchmarks", "peers").toAbsolutePath().normalize();
    static final int PATIENCE_SECONDS = 20;

    @TempDir
    Path folder;

    final TestDatabase home = TestServer.get().createEmptyDatabase();
    final StringWriter progress = new StringWriter();

    @BeforeEach
    final void makeFakes() throws IOException {
        Files.createDirectory(folder.resolve("fake"));
        script("fake/run", """
                exec "$AWA_BENCH_JAVA_HOME/bin/java" -cp "$AWA_BENCH_CLASS_PATH" dev.awa.bench.peers.FakeQueue "$@"
                """);
        Files.createDirectory(folder.resolve("broken"));
        script("broken/run", "exit 1\n");
        script("broken/install", "echo 'no such thing in the shop'\nexit 1\n");
        for (String real : List.of("awa", "bare")) {
            Files.createDirectory(folder.resolve(real));
            Files.copy(
                    REAL_PEERS.resolve(real).resolve("run"),
                    folder.resolve(real).resolve("run"),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private void script(String file, String text) throws IOException {
        Path script = folder.resolve(file);
        Files.writeString(script, "#!/usr/bin/env bash\n" + text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    final void dropHome() {
        home.close();
    }

    final PeersBenchmark benchmark(String peers, String shapes, int jobs) {
        return new PeersBenchmark(
                new ServerOf(home), new PeersOptions(folder, peers, shapes, jobs, 1, 50, PATIENCE_SECONDS));
    }

    final PeersReport run(String peers, String shapes, int jobs) throws SQLException {
        return benchmark(peers, shapes, jobs).run(new PrintWriter(progress));
    }

    static JsonNode json(PeersReport report) {
        return new JsonMapper().readTree(report.toJson());
    }

    static JsonNode onlyRun(PeersReport report) {
        return json(report).at("/shapes/0/results/0/runs/0");
    }

    static String printed(PeersReport report) {
        var text = new StringWriter();
        report.print(new PrintWriter(text));
        return text.toString();
    }

    final void assertNothingIsLeft() {
        assertThat(home.value("select string_agg(datname, ' ') from pg_database where datname like 'awa_bench_%'"))
                .isNull();
        Awaitility.await()
                .untilAsserted(() -> assertThat(ProcessHandle.current()
                                .descendants()
                                .filter(process ->
                                        process.info().commandLine().orElse("").contains(".bench.peers.")))
                        .isEmpty());
    }

    record ServerOf(TestDatabase home) implements Server {
        @Override
        public Connection open() throws SQLException {
            return home.connect();
        }

        @Override
        public Connection open(String database) throws SQLException {
            return DriverManager.getConnection(jdbcUrl(database));
        }

        @Override
        public String jdbcUrl(String database) {
            return home.jdbcUrl().replace("/" + home.name(), "/" + database);
        }

        @Override
        public String uri(String database) {
            return jdbcUrl(database).replaceFirst("^jdbc:postgresql", "postgres");
        }
    }
}
