package dev.awa.bench.peers.adapter;

import dev.awa.bench.peers.adapter.QueueUnderTest.Producer;
import dev.awa.bench.peers.adapter.QueueUnderTest.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The main loop of an adapter written in Java: reads commands from standard input, one JSON object a line, and answers. */
public final class AdapterProgram {
    private static final long PROGRESS_MILLIS = 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final QueueUnderTest queue;
    private final PrintStream out;
    private @Nullable Work work;

    private AdapterProgram(QueueUnderTest queue, PrintStream out) {
        this.queue = queue;
        this.out = out;
    }

    /** Serves until the driver says bye or goes away; ends the process. */
    public static void serve(QueueUnderTest queue) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err); // libraries must not talk to the driver
        new AdapterProgram(queue, out).loop();
        System.exit(0);
    }

    private void loop() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode command = JSON.readTree(line);
            if (command.path("do").asString().equals("bye")) {
                return;
            }
            Map<String, Object> reply = new LinkedHashMap<>();
            try {
                reply.put("ok", true);
                obey(command, reply);
            } catch (Exception e) {
                e.printStackTrace();
                reply.clear();
                reply.put("ok", false);
                reply.put("error", e.toString());
            }
            say(reply);
        }
    }

    private void say(Map<String, ?> message) {
        synchronized (out) {
            out.println(JSON.writeValueAsString(message));
            out.flush();
        }
    }

    private void obey(JsonNode command, Map<String, Object> reply) throws Exception {
        var target = new Target(
                command.path("jdbc_url").asString(""), command.path("url").asString(""));
        long first = command.path("first").asLong(0);
        int jobs = command.path("jobs").asInt(0);
        String verb = command.path("do").asString();
        switch (verb) {
            case "hello" -> {
                reply.put("name", queue.name());
                reply.put("version", queue.version());
                reply.put("runtime", "Java " + Runtime.version());
                reply.put("paths", queue.paths());
                reply.put("can", queue.can());
            }
            case "setup" -> queue.setup(target);
            case "enqueue" ->
                reply.put(
                        "micros",
                        enqueue(target, first, jobs, command.path("batch").asInt()));
            case "enqueue_single" ->
                reply.put(
                        "micros",
                        enqueueSingle(
                                target, first, jobs, command.path("connections").asInt()));
            case "enqueue_paced" ->
                enqueuePaced(
                        target,
                        first,
                        jobs,
                        command.path("connections").asInt(),
                        command.path("per_second").asInt(),
                        file(command));
            case "work" ->
                work = new Work(
                        target,
                        command.path("workers").asInt(),
                        command.path("work_ms").asInt(),
                        file(command));
            case "stop" -> stop();
            case "remaining" -> reply.put("jobs", queue.remaining(target));
            default -> throw new IllegalArgumentException("unknown command \"" + verb + "\"");
        }
    }

    private static Path file(JsonNode command) {
        return Path.of(command.path("file").asString());
    }

    private long enqueue(Target target, long first, int jobs, int batch) throws Exception {
        try (Producer producer = queue.producer(target, 1)) {
            long began = System.nanoTime();
            for (int done = 0; done < jobs; done += batch) {
                producer.batch(first + done, Math.min(batch, jobs - done));
            }
            return (System.nanoTime() - began) / 1000;
        }
    }

    private long enqueueSingle(Target target, long first, int jobs, int connections) throws Exception {
        try (Producer producer = queue.producer(target, connections)) {
            long began = System.nanoTime();
            each(jobs, connections, i -> producer.one(first + i));
            return (System.nanoTime() - began) / 1000;
        }
    }

    private void enqueuePaced(Target target, long first, int jobs, int connections, int perSecond, Path file)
            throws Exception {
        var journal = new Journal();
        try (Producer producer = queue.producer(target, connections)) {
            long began = System.nanoTime();
            each(jobs, connections, i -> {
                long due = began + i * 1_000_000_000L / perSecond;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                producer.one(first + i);
                journal.add(first + i, Journal.now());
            });
        }
        journal.write(file);
    }

    private interface Step {
        void take(long i) throws Exception;
    }

    /** Takes steps 0 to count - 1, each once and begun in this order, on so many threads. */
    private static void each(int count, int threads, Step step) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            var next = new AtomicLong();
            List<Future<?>> loops = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                loops.add(executor.submit(() -> {
                    for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        step.take(i);
                    }
                    return null;
                }));
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private void stop() throws Exception {
        Work stopping = work;
        if (stopping == null) {
            throw new IllegalStateException("no worker is running");
        }
        work = null;
        stopping.stop();
    }

    /** A running worker, whose progress the driver is told. */
    private final class Work {
        private final Journal journal = new Journal();
        private final Set<Long> ended = ConcurrentHashMap.newKeySet();
        private final Path file;
        private final AutoCloseable worker;
        private final Thread reporter;

        Work(Target target, int workers, int workMillis, Path file) throws Exception {
            this.file = file;
            worker = queue.work(target, workers, number -> {
                long started = Journal.now();
                if (workMillis > 0) {
                    Thread.sleep(workMillis);
                }
                journal.add(number, started, Journal.now());
                ended.add(number);
            });
            reporter = new Thread(this::report, "awa-bench-progress");
            reporter.setDaemon(true);
            reporter.start();
        }

        private void report() {
            int told = 0;
            try {
                while (true) {
                    TimeUnit.MILLISECONDS.sleep(PROGRESS_MILLIS);
                    int now = ended.size();
                    if (now != told) {
                        say(Map.of("ended", now));
                        told = now;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void stop() throws Exception {
            worker.close();
            reporter.interrupt();
            reporter.join();
            journal.write(file);
        }
    }
}
