package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the install step of an adapter. */
final class Install {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Install() {}

    /** What adapters in Java run with: this JVM, and this program's classes. */
    static Map<String, String> environment() {
        return Map.of(
                "AWA_BENCH_JAVA_HOME", System.getProperty("java.home"),
                "AWA_BENCH_CLASS_PATH", System.getProperty("java.class.path"));
    }

    /** Throws with the last line that the step has said, if it fails. */
    static void run(Peer peer, Path folder, Path log) throws InterruptedException {
        if (!Files.isExecutable(folder.resolve("run"))) {
            throw new BenchmarkException("There is no adapter in " + folder + ".");
        }
        Path install = folder.resolve("install");
        if (!Files.exists(install)) {
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(install.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment());
            Process process = builder.start();
            process.getOutputStream().close();
            boolean over = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!over) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            if (!over || process.exitValue() != 0) {
                List<String> lines = Files.readAllLines(log).stream()
                        .filter(line -> !line.isBlank())
                        .toList();
                throw new BenchmarkException(peer.name() + " cannot be installed: "
                        + (over ? "" : "not done after " + PATIENCE.toMinutes() + " minutes; ")
                        + (lines.isEmpty() ? "no reason given" : lines.get(lines.size() - 1)) + ".");
            }
        } catch (IOException e) {
            throw new BenchmarkException(peer.name() + " cannot be installed: " + e.getMessage() + ".", e);
        }
    }
}
