package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running adapter program, spoken to in lines of JSON. One thread gives commands; any may {@link #kill} it. */
final class Adapter implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final Process process;
    private final BufferedWriter in;
    private final Path errors;
    private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    private volatile long ended;
    private volatile boolean gone;

    private Adapter(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the program of a peer; what it says on standard error goes to a file. */
    static Adapter start(Peer peer, Path folder, Path errors) {
        try {
            List<String> command = peer.variant().isEmpty()
                    ? List.of(folder.resolve("run").toString())
                    : List.of(folder.resolve("run").toString(), peer.variant());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
            builder.environment().putAll(Install.environment());
            var adapter = new Adapter(peer.name(), builder.start(), errors);
            var reader = new Thread(adapter::read, "awa-bench-" + peer.name());
            reader.setDaemon(true);
            reader.start();
            return adapter;
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The adapter of " + peer.name() + " does not start: " + e.getMessage() + ".", e);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                JsonNode message = JSON.readTree(line);
                if (message.has("ended")) {
                    ended = message.path("ended").asLong();
                } else {
                    replies.add(message);
                }
            }
        } catch (IOException | JacksonException e) {
            replies.add(JSON.createObjectNode().put("ok", false).put("error", "unreadable answer: " + e.getMessage()));
        } finally {
            gone = true;
            replies.add(JSON.createObjectNode().put("ok", false).put("error", "it ended; " + lastError()));
        }
    }

    /** Gives a command and waits for its answer. */
    JsonNode call(Map<String, Object> command, Duration patience) {
        send(command);
        return answer(String.valueOf(command.get("do")), patience);
    }

    void send(Map<String, Object> command) {
        if ("work".equals(command.get("do"))) {
            ended = 0;
        }
        try {
            in.write(JSON.writeValueAsString(command));
            in.write('\n');
            in.flush();
        } catch (IOException e) {
            throw new BenchmarkException("The adapter of " + name + " is gone: " + lastError(), e);
        }
    }

    /** Waits for the answer to what was sent; who doesn't answer in time is killed. */
    JsonNode answer(String verb, Duration patience) {
        try {
            JsonNode reply = replies.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (reply == null) {
                kill();
                throw new BenchmarkException("The adapter of " + name + " did not answer to " + verb + " within "
                        + patience.toSeconds() + " s.");
            }
            if (!reply.path("ok").asBoolean(false)) {
                throw new BenchmarkException("The adapter of " + name + " failed to " + verb + ": "
                        + reply.path("error").asString("no reason given") + ".");
            }
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        }
    }

    /** Jobs that have ended in this process since it was told to work. */
    long ended() {
        return ended;
    }

    boolean isGone() {
        return gone;
    }

    /** CPU time that the program has used so far, if the machine tells. */
    @Nullable
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(null);
    }

    private String lastError() {
        try {
            List<String> lines = Files.readAllLines(errors).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "it said nothing" : "last it said: " + lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "what it said cannot be read: " + e.getMessage();
        }
    }

    /** Ends the program and what it has started, at once. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Says goodbye, and kills who doesn't leave. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                send(Map.of("do", "bye"));
                process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (BenchmarkException e) {
            // gone in the meantime, which is what was wanted
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }
}
