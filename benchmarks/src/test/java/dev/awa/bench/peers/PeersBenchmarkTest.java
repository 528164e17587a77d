package dev.awa.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.bench.BenchmarkException;
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
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("tools")
class PeersBenchmarkTest {
    private static final Path REAL_PEERS =
            Path.of("..", "benchmarks", "peers").toAbsolutePath().normalize();
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    private Path folder;

    private final TestDatabase home = TestServer.get().createEmptyDatabase();
    private final StringWriter progress = new StringWriter();

    @BeforeEach
    void makeFakes() throws IOException {
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
    void dropHome() {
        home.close();
    }

    private PeersBenchmark benchmark(String peers, String shapes, int jobs) {
        return new PeersBenchmark(
                new ServerOf(home), new PeersOptions(folder, peers, shapes, jobs, 1, 50, PATIENCE_SECONDS));
    }

    private PeersReport run(String peers, String shapes, int jobs) throws SQLException {
        return benchmark(peers, shapes, jobs).run(new PrintWriter(progress));
    }

    private static JsonNode json(PeersReport report) {
        return new JsonMapper().readTree(report.toJson());
    }

    private static JsonNode onlyRun(PeersReport report) {
        return json(report).at("/shapes/0/results/0/runs/0");
    }

    private static String printed(PeersReport report) {
        var text = new StringWriter();
        report.print(new PrintWriter(text));
        return text.toString();
    }

    private void assertNothingIsLeft() {
        assertThat(home.value("select string_agg(datname, ' ') from pg_database where datname like 'awa_bench_%'"))
                .isNull();
        Awaitility.await()
                .untilAsserted(() -> assertThat(ProcessHandle.current()
                                .descendants()
                                .filter(process ->
                                        process.info().commandLine().orElse("").contains(".bench.peers.")))
                        .isEmpty());
    }

    @Test
    void awaGoesThroughEveryShapeAndNoJobIsLost() throws Exception {
        PeersReport report = run("bare,awa", "", 60);

        assertThat(printed(report))
                .contains(Stream.of(PeerShape.values())
                        .map(shape -> shape.title(50))
                        .toList())
                .doesNotContain("LOST", "run twice", "not marked as done", "TROUBLE", "NaN", "Infinity");
        assertThat(json(report).path("shapes").valueStream())
                .allSatisfy(shape -> assertThat(shape.path("results")
                                .valueStream()
                                .map(result -> result.path("peer").asString()))
                        .contains("awa"));
        assertThat(json(report).findValues("jobs_per_second"))
                .filteredOn(JsonNode::isNumber)
                .allSatisfy(rate -> assertThat(rate.asDouble()).isPositive());
        assertNothingIsLeft();
    }

    @Test
    void peerWhoseInstallStepFailsIsLeftOutWithItsLastWords() throws Exception {
        PeersReport report = run("broken,bare", "enqueue", 50);
        assertThat(printed(report)).contains("left out: broken cannot be installed: no such thing in the shop.");
        assertThat(json(report).at("/left_out/broken").asString()).contains("no such thing in the shop");
        assertNothingIsLeft();
    }

    @Test
    void peerThatDoesNotSetUpIsLeftOut() throws Exception {
        PeersReport report = run("fake:mute,bare", "enqueue", 50);
        assertThat(json(report).at("/left_out/fake-mute").asString()).contains("this one never starts");
        assertNothingIsLeft();
    }

    @Test
    void benchmarkWithoutAnyPeerFails() {
        assertThatThrownBy(() -> run("broken", "enqueue", 50))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("No peer is left");
        assertNothingIsLeft();
    }

    @Test
    void jobsThatRanTwiceAreCounted() throws Exception {
        PeersReport report = run("fake:doubles", "drain", 50);
        assertThat(onlyRun(report).path("doubled").asInt()).isEqualTo(50);
        assertThat(onlyRun(report).path("lost").asInt()).isZero();
        assertThat(printed(report)).contains("50 run twice");
    }

    @Test
    void jobsThatNeverRanAreLostWhenNothingIsLeftToDo() throws Exception {
        PeersReport report = new PeersBenchmark(
                        new ServerOf(home), new PeersOptions(folder, "fake:loses", "drain", 50, 1, 50, 2))
                .run(new PrintWriter(progress));
        assertThat(onlyRun(report).path("lost").asInt()).isEqualTo(1);
        assertThat(printed(report)).contains("1 LOST");
    }

    @Test
    void workerThatDiesIsReportedAndNotAskedAgain() throws Exception {
        PeersReport report = run("fake:dies,fake", "drain", 50);
        assertThat(printed(report)).containsOnlyOnce("TROUBLE").contains("TROUBLE: warm-up, enqueue: ", "fake-dies");
        assertThat(json(report)
                        .at("/shapes/0/results")
                        .valueStream()
                        .map(result -> result.path("peer").asString()))
                .containsExactly("fake");
        assertNothingIsLeft();
    }

    @Test
    void stoppedBenchmarkEndsItsProcessesAndDropsItsDatabases() {
        PeersBenchmark benchmark = benchmark("fake", "work-64", 1000);
        var stopsIt = new PrintWriter(progress) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.startsWith("Round 1")) {
                    var stopper = new Thread(benchmark::stop);
                    stopper.start();
                    Awaitility.await().until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
                }
            }
        };
        assertThatThrownBy(() -> benchmark.run(stopsIt))
                .isInstanceOf(BenchmarkException.class)
                .hasMessage("Stopped.");
        assertNothingIsLeft();
    }

    @Test
    void databaseOfSomebodyElseIsLeftAlone() {
        home.run("create database awa_bench_bare");
        try {
            assertThatThrownBy(() -> run("bare", "enqueue", 50)).hasMessageContaining("awa bench did not make");
            assertThat(home.value("select count(*) from pg_database where datname = 'awa_bench_bare'"))
                    .isEqualTo("1");
        } finally {
            home.run("drop database awa_bench_bare");
        }
    }

    @Test
    void databaseThatAKilledBenchmarkHasLeftIsReplaced() throws Exception {
        home.run("create database awa_bench_bare");
        home.run("comment on database awa_bench_bare is 'scratch database of awa bench peers'");
        run("bare", "enqueue", 50);
        assertNothingIsLeft();
    }

    @Test
    void unknownNamesAreSaid() {
        assertThatThrownBy(() -> run("nobody", "", 50)).hasMessageContaining("no peer 'nobody'");
        assertThatThrownBy(() -> run("bare", "round", 50)).hasMessageContaining("no shape 'round'");
    }

    @Test
    void picturesAreWellFormed() throws Exception {
        PeersReport report = run("awa", "enqueue,pickup", 50);
        List<Path> pictures = report.draw(folder.resolve("img"));
        assertThat(pictures.stream().map(path -> path.getFileName().toString()))
                .containsExactly("bench-peers-enqueue.svg", "bench-peers-pickup.svg");
        for (Path picture : pictures) {
            var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
            assertThat(svg.getDocumentElement().getTextContent()).contains("awa", "medians of 1");
        }
    }

    private record ServerOf(TestDatabase home) implements Server {
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
