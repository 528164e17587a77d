package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Drives Awa and its peers through the same shapes on one server, taking turns, each by its own documented fast path.
 *
 * <p>Each peer gets a database of its own named awa_bench_..., which is dropped at the end, also after a failure. A peer that
 * cannot be installed is left out, with the reason. {@link #run} may be called once; {@link #stop} from any thread.
 */
public final class PeersBenchmark {
    private static final int MOST_WARM_UPS = 8;

    private final Server server;
    private final PeersOptions options;
    private final List<Contender> contenders = new CopyOnWriteArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    /** What failed when warming up, and is not tried again. */
    private final Set<Map.Entry<Contender, PeerShape>> hopeless = new HashSet<>();

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean stopped;

    public PeersBenchmark(Server server, PeersOptions options) {
        this.server = server;
        this.options = options;
    }

    /**
     * Measures, which takes long, and cleans up, also when it fails.
     *
     * @param progress gets a line per turn
     * @throws BenchmarkException if it was stopped, or if no peer can be measured
     */
    public PeersReport run(PrintWriter progress) throws SQLException {
        try {
            return measure(options.shapeList(), options.peerList(), progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        } finally {
            finished.countDown();
        }
    }

    private PeersReport measure(List<PeerShape> shapes, List<Peer> peers, PrintWriter progress)
            throws SQLException, InterruptedException {
        if (peers == Peer.ALL) {
            leftOut.putAll(Peer.UNAVAILABLE);
        }
        Path scratch = temporaryFolder();
        try (Connection admin = server.open()) {
            Conditions conditions = Conditions.read(admin);
            conditions.warnings().forEach(warning -> say(progress, "Warning: " + warning));
            try {
                for (Peer peer : peers) {
                    enter(peer, scratch, admin, progress);
                }
                if (contenders.isEmpty()) {
                    throw new BenchmarkException("No peer is left: " + String.join(" ", leftOut.values()));
                }
                List<Entry> entries = contenders.stream().map(Entry::of).toList();
                boolean exactDead = contenders.get(0).database.countsDeadExactly();
                Instant began = Instant.now();
                measure(shapes, progress);
                return new PeersReport(
                        began, options, conditions, exactDead, entries, leftOut, shapes, measurements, troubles);
            } finally {
                clear(progress);
            }
        } finally {
            delete(scratch);
        }
    }

    /** A peer as it introduced itself. */
    record Entry(String peer, String name, String version, String runtime, Map<String, String> paths) {
        static Entry of(Contender contender) {
            var paths = new LinkedHashMap<String, String>();
            for (String way : List.of("batch", "single", "work")) {
                if (contender.hello().path("paths").has(way)) {
                    paths.put(way, contender.hello().path("paths").path(way).asString());
                }
            }
            return new Entry(
                    contender.peer.name(),
                    contender.hello().path("name").asString(),
                    contender.hello().path("version").asString(),
                    contender.hello().path("runtime").asString(),
                    paths);
        }
    }

    /** Tells a running benchmark to stop, and waits up to half a minute until it has cleaned up. */
    public void stop() {
        stopped = true;
        contenders.forEach(Contender::kill);
        try {
            finished.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enter(Peer peer, Path scratch, Connection admin, PrintWriter progress)
            throws SQLException, InterruptedException {
        checkpoint();
        try {
            Contender contender = Contender.enter(peer, options.folder(), scratch, server, admin);
            contenders.add(contender);
            say(progress, peer.name() + ": " + Entry.of(contender).version());
        } catch (BenchmarkException e) {
            checkpoint();
            leaveOut(peer, e, progress);
        }
    }

    private void leaveOut(Peer peer, BenchmarkException reason, PrintWriter progress) {
        leftOut.put(peer.name(), String.valueOf(reason.getMessage()));
        say(progress, "Left out: " + peer.name() + ". " + reason.getMessage());
    }

    private void measure(List<PeerShape> shapes, PrintWriter progress) throws SQLException, InterruptedException {
        Optional<ServerCpu> cpu = ServerCpu.of(contenders.get(0).database.backendPid());
        List<PeerShape> measurable = shapes.stream()
                .filter(shape -> cpu.isPresent() || shape.figure != PeerShape.Figure.SERVER_CPU)
                .toList();
        if (measurable.size() < shapes.size()) {
            String trouble = "steady loads are left out: the CPU time of a server on another machine is not known";
            troubles.add(trouble);
            say(progress, trouble);
        }
        for (int run = 0; run <= options.runs(); run++) {
            say(progress, run == 0 ? "Warming up." : "Round " + run + " of " + options.runs() + ".");
            for (List<PeerShape> group : Turn.groups(measurable)) {
                // nobody always comes after the same one
                List<Contender> order = new ArrayList<>(contenders);
                Collections.rotate(order, -run);
                for (Contender contender : order) {
                    if (run > 0) {
                        take(new Turn(contender, options, cpu, run), contender, group, run, shapes, progress);
                    } else {
                        warmUp(contender, group, cpu, shapes, progress);
                    }
                }
            }
        }
    }

    /**
     * With few jobs, once, since the same programs do most shapes; what is done in one shape only, with all jobs and again, until
     * compilers have nothing left to gain: not a tenth faster than the time before.
     */
    private void warmUp(
            Contender contender,
            List<PeerShape> group,
            Optional<ServerCpu> cpu,
            List<PeerShape> shapes,
            PrintWriter progress)
            throws SQLException, InterruptedException {
        boolean special = group.get(0) == PeerShape.SINGLE || group.get(0) == PeerShape.WORK_4X16;
        PeersOptions size = special ? options : options.warmUp();
        double before = 0;
        for (int i = 0; i < (special ? MOST_WARM_UPS : 1); i++) {
            List<Measurement> taken = take(new Turn(contender, size, cpu, 0), contender, group, 0, shapes, progress);
            if (taken.isEmpty()
                    || !taken.get(0).outcome().isClean()
                    || taken.get(0).jobsPerSecond() < 1.1 * before) {
                return;
            }
            before = taken.get(0).jobsPerSecond();
        }
    }

    /** Returns what was measured; nothing if it failed. */
    private List<Measurement> take(
            Turn turn,
            Contender contender,
            List<PeerShape> group,
            int run,
            List<PeerShape> shapes,
            PrintWriter progress)
            throws SQLException, InterruptedException {
        checkpoint();
        if (hopeless.contains(Map.entry(contender, group.get(0)))) {
            return List.of();
        }
        try {
            List<Measurement> taken = turn.take(group);
            for (Measurement measurement : taken) {
                if (run > 0 && shapes.contains(measurement.shape())) {
                    measurements.add(measurement);
                }
                say(
                        progress,
                        String.format(
                                Locale.ROOT,
                                "  %-16s %-13s %s%s",
                                contender.peer.name(),
                                measurement.shape().id,
                                measurement.headline(),
                                measurement.outcome().isClean() ? "" : "  " + measurement.outcome()));
            }
            return taken;
        } catch (BenchmarkException e) {
            checkpoint();
            troubles.add((run == 0 ? "warm-up" : "round " + run) + ", " + group.get(0).id + ": " + e.getMessage());
            say(progress, "  " + e.getMessage());
            if (run == 0) {
                hopeless.add(Map.entry(contender, group.get(0)));
            }
            try {
                contender.beginAgain();
            } catch (BenchmarkException again) {
                contenders.remove(contender);
                contender.close();
                leaveOut(contender.peer, again, progress);
            }
            return List.of();
        }
    }

    private void checkpoint() {
        if (stopped) {
            throw new BenchmarkException("Stopped.");
        }
    }

    private void clear(PrintWriter progress) {
        for (Contender contender : contenders) {
            try {
                contender.close();
            } catch (SQLException e) {
                say(progress, "The database " + contender.peer.database() + " is left over: " + e.getMessage());
            }
        }
    }

    private static void say(PrintWriter progress, String line) {
        progress.println(line);
        progress.flush();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("awa-bench-peers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
