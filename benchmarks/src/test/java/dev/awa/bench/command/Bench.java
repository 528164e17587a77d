package dev.awa.bench.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code awa bench} as a process of its own, with the tests' class path; the output is that of both streams. */
record Bench(int exitCode, String output) {

    static Bench run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dawa.home=" + Path.of("..").toAbsolutePath().normalize());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchMain.class.getName(), "bench"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Bench(process.waitFor(), output.strip());
    }
}
