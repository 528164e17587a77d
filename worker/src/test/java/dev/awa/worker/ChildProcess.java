package dev.awa.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs in a JVM of its own; what it prints goes to {@code target}. */
record ChildProcess(Process process, Path output) implements AutoCloseable {

    static ChildProcess start(Class<?> main, List<String> options, String... arguments) throws IOException {
        return start(main, System.getProperty("java.class.path"), options, arguments);
    }

    static ChildProcess start(Class<?> main, String classPath, List<String> options, String... arguments)
            throws IOException {
        Path output = Path.of("target", main.getName().replaceAll(".*[.$]", "") + ".log");
        var command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    boolean endsWithin(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
