package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link WorkerProcess} seen from the benchmark. */
final class Child implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Bench bench;
    private final Process process;
    private final BufferedWriter commands;
    private final AtomicInteger done = new AtomicInteger();
    private int asked;
    private volatile Accounts accounts = new Accounts();
    private volatile long started;
    private volatile boolean idle = true;

    Child(Bench bench) {
        this.bench = bench;
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            WorkerProcess.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new BenchmarkException("No process for a worker could be started: " + e.getMessage(), e);
        }
        commands = process.outputWriter(StandardCharsets.UTF_8);
        var reader = new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8)), "awa-bench-child");
        reader.setDaemon(true);
        reader.start();
        send(bench.jdbcUrl());
    }

    /** Starts a worker in it, whose jobs are written to the book when it stops; returns as soon as the process has been told. */
    void start(String queue, int concurrency, Accounts book) {
        accounts = book;
        asked++;
        send("start " + queue + " " + concurrency);
    }

    /** Closes that worker, and waits until it is closed. */
    void stop() {
        asked++;
        send("stop");
        bench.await("a worker process did not answer", LIMIT, () -> done.get() >= asked || !process.isAlive());
        if (!process.isAlive()) {
            throw new BenchmarkException("A worker process ended with exit code " + process.exitValue() + ".");
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** Jobs that its workers have started up to now, as far as it has told. */
    long started() {
        return started;
    }

    /** Whether its worker held nothing when it told how many it had started. */
    boolean isIdle() {
        return idle;
    }

    private void send(String line) {
        try {
            commands.write(line);
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new BenchmarkException("A worker process cannot be told what to do: " + e.getMessage(), e);
        }
    }

    private void read(BufferedReader answers) {
        try (answers) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("ran")) {
                    for (int i = 1; i < words.length; i++) {
                        accounts.started(Long.parseLong(words[i]));
                    }
                } else if (words[0].equals("started")) {
                    idle = words[2].equals("0");
                    started = Long.parseLong(words[1]);
                } else {
                    done.incrementAndGet();
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
