package dev.awa.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The awa command as a process of its own, with the tests' class path. Killed on close. */
final class CliProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private CliProcess(Process process) {
        this.process = process;
        reader = new Thread(() -> read(process.inputReader(UTF_8)));
        reader.start();
    }

    static CliProcess awa(String... arguments) throws IOException {
        return awa(Map.of(), arguments);
    }

    static CliProcess awa(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (canResetSignals()) {
            // a build in the background ignores SIGINT, and its children would too
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dawa.home=" + checkout());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return start(environment, command);
    }

    static CliProcess start(Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("DATABASE_URL"));
        builder.environment().putAll(environment);
        return new CliProcess(builder.start());
    }

    static Path checkout() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    private static boolean canResetSignals() throws IOException {
        try {
            return new ProcessBuilder("env", "--default-signal=INT", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(BufferedReader output) {
        output.lines().forEach(lines::add);
    }

    long pid() {
        return process.pid();
    }

    String output() {
        return String.join("\n", lines);
    }

    /** Waits for a line in which the pattern is found; fails at once if the process ends without it. */
    MatchResult awaitLine(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Awaitility.await("'" + pattern + "' in the output")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .conditionEvaluationListener(null)
                .failFast(() -> assertThat(hasEnded() && find(compiled) == null)
                        .as("the process has ended: %s", output())
                        .isFalse())
                .untilAsserted(() -> assertThat(find(compiled)).as(output()).isNotNull());
        return find(compiled);
    }

    private boolean hasEnded() {
        return !process.isAlive() && !reader.isAlive();
    }

    private MatchResult find(Pattern pattern) {
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher.toMatchResult();
            }
        }
        return null;
    }

    /** Waits for the end and returns the exit code. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(output())
                .isTrue();
        reader.join();
        return process.exitValue();
    }

    void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
        reader.join();
    }
}
