package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A peer that takes part: its database and its programs, one that enqueues and up to four that work. */
final class Contender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long STUCK_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long LOOK_MILLIS = 5;

    final Peer peer;
    final ScratchDatabase database;
    private final Path folder;
    private final Path scratch;
    private final Map<PeerShape, Double> rates = new HashMap<>();
    private final List<Adapter> workers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Adapter producer;
    private volatile boolean closed;
    private @Nullable JsonNode hello;
    private List<Path> records = List.of();
    private List<Adapter> busy = List.of();
    private long nextNumber = 1;

    private Contender(Peer peer, Path folder, Path scratch, ScratchDatabase database) {
        this.peer = peer;
        this.folder = folder;
        this.scratch = scratch;
        this.database = database;
    }

    /** Installs the peer and its schema. */
    static Contender enter(Peer peer, Path folders, Path scratch, Server server, Connection admin)
            throws SQLException, InterruptedException {
        Path folder = folders.resolve(peer.folder()).toAbsolutePath();
        Install.run(peer, folder, scratch.resolve(peer.name() + ".install.log"));
        var contender = new Contender(peer, folder, scratch, ScratchDatabase.create(server, admin, peer.database()));
        try {
            contender.hello = contender.producer().call(Map.of("do", "hello"), PATIENCE);
            contender.setUp();
            return contender;
        } catch (BenchmarkException e) {
            contender.close();
            throw e;
        }
    }

    private void setUp() throws SQLException {
        producer().call(command("setup"), PATIENCE);
        database.tidy();
    }

    /** What the peer has told about itself. */
    JsonNode hello() {
        if (hello == null) {
            throw new IllegalStateException(peer.name() + " has not entered");
        }
        return hello;
    }

    boolean hasWorkers() {
        return hello().path("can")
                .valueStream()
                .anyMatch(word -> word.asString().equals("work"));
    }

    private Adapter producer() {
        Adapter running = producer;
        if (running == null || running.isGone()) {
            running = start();
            producer = running;
        }
        return running;
    }

    private Adapter start() {
        Adapter adapter = Adapter.start(peer, folder, scratch.resolve(peer.name() + ".log"));
        if (closed) {
            adapter.kill();
            throw new BenchmarkException("Stopped.");
        }
        return adapter;
    }

    private Map<String, Object> command(String verb) {
        var command = new LinkedHashMap<String, Object>();
        command.put("do", verb);
        command.put("url", database.uri());
        command.put("jdbc_url", database.jdbcUrl());
        return command;
    }

    /** Numbers for so many new jobs; the first of them. */
    long number(int jobs) {
        long first = nextNumber;
        nextNumber += jobs;
        return first;
    }

    /** Enqueues in batches; microseconds that it took. */
    long enqueue(long first, int jobs, int batch) {
        Map<String, Object> command = command("enqueue");
        command.putAll(Map.of("first", first, "jobs", jobs, "batch", batch));
        return producer().call(command, PATIENCE).path("micros").asLong();
    }

    /** Enqueues one by one; microseconds that it took. */
    long enqueueSingle(long first, int jobs, int connections) {
        Map<String, Object> command = command("enqueue_single");
        command.putAll(Map.of("first", first, "jobs", jobs, "connections", connections));
        return producer().call(command, PATIENCE).path("micros").asLong();
    }

    /** Enqueues one by one at a constant rate; number and time of commit of each, in microseconds since 1970. */
    List<long[]> enqueuePaced(long first, int jobs, int connections, int perSecond) {
        Path file = scratch.resolve(peer.name() + ".commits");
        Map<String, Object> command = command("enqueue_paced");
        command.putAll(Map.of(
                "first",
                first,
                "jobs",
                jobs,
                "connections",
                connections,
                "per_second",
                perSecond,
                "file",
                file.toString()));
        producer().call(command, PATIENCE);
        return Records.lines(List.of(file));
    }

    /** Has the programs running that shall work, without a connection yet. */
    void prepareWorkers(int processes) {
        workers.removeIf(Adapter::isGone);
        while (workers.size() < processes) {
            Adapter adapter = start();
            workers.add(adapter);
            adapter.call(Map.of("do", "hello"), PATIENCE);
        }
    }

    /** Starts workers in so many processes, all at the same time. */
    void work(int processes, int workersEach, int workMillis) {
        prepareWorkers(processes);
        busy = List.copyOf(workers.subList(0, processes));
        var files = new ArrayList<Path>();
        for (Adapter worker : busy) {
            Path file = scratch.resolve(peer.name() + "." + files.size() + ".runs");
            files.add(file);
            Map<String, Object> command = command("work");
            command.putAll(Map.of("workers", workersEach, "work_ms", workMillis, "file", file.toString()));
            worker.send(command);
        }
        for (Adapter worker : busy) {
            worker.answer("work", PATIENCE);
        }
        records = files;
    }

    /** Waits until so many jobs have ended, none does for half a minute, or the time is over; whether all have. */
    boolean awaitEnded(int jobs, Duration limit) throws InterruptedException {
        long began = System.nanoTime();
        long progress = began;
        long seen = 0;
        while (true) {
            long ended = busy.stream().mapToLong(Adapter::ended).sum();
            long now = System.nanoTime();
            if (ended >= jobs) {
                return true;
            }
            if (ended != seen) {
                seen = ended;
                progress = now;
            }
            if (now - began > limit.toNanos() || now - progress > STUCK_NANOS) {
                return false;
            }
            if (busy.stream().anyMatch(Adapter::isGone)) {
                throw new BenchmarkException("A worker of " + peer.name() + " ended in the middle of its work.");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Stops the workers, which finish what they have begun, and reads what they have written down. */
    Records stopWorkers(long first, int jobs) {
        busy.forEach(worker -> worker.send(Map.of("do", "stop")));
        for (Adapter worker : busy) {
            worker.answer("stop", PATIENCE);
        }
        busy = List.of();
        return new Records(first, jobs, records);
    }

    /** Jobs that the peer still has to do. */
    int remaining() {
        return producer().call(command("remaining"), PATIENCE).path("jobs").asInt();
    }

    /** CPU time that all its programs have used, in microseconds. */
    OptionalLong clientMicros() {
        var programs = Stream.concat(Stream.ofNullable(producer), workers.stream())
                .map(Adapter::cpu)
                .toList();
        return programs.stream().anyMatch(cpu -> cpu == null)
                ? OptionalLong.empty()
                : OptionalLong.of(
                        programs.stream().mapToLong(cpu -> cpu.toNanos() / 1000).sum());
    }

    /** How many jobs a drain gets: as many as wished, or what it did last time in two thirds of the limit. */
    int affordable(PeerShape shape, int wished, int maxSeconds) {
        Double rate = rates.get(shape);
        return rate == null ? wished : (int) Math.min(wished, Math.max(50, rate * maxSeconds * 2 / 3));
    }

    void remember(PeerShape shape, double rate) {
        rates.put(shape, rate);
    }

    /** Ends all programs and begins with an empty database: after a failure, or when jobs are left over. */
    void beginAgain() throws SQLException {
        killAll();
        database.recreate();
        setUp();
    }

    private void killAll() {
        workers.forEach(Adapter::kill);
        workers.clear();
        busy = List.of();
        if (producer != null) {
            producer.kill();
            producer = null;
        }
    }

    /** From any thread: ends all programs, so that whoever waits for them fails. */
    void kill() {
        closed = true;
        workers.forEach(Adapter::kill);
        Adapter running = producer;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void close() throws SQLException {
        if (!closed) {
            workers.forEach(Adapter::close);
            if (producer != null) {
                producer.close();
            }
        }
        killAll();
        database.close();
    }
}
