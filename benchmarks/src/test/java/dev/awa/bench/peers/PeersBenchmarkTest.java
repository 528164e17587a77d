package dev.awa.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.bench.BenchmarkException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("tools")
class PeersBenchmarkTest extends PeersFixture {
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
}
