package dev.awa.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Other JVMs, for what becomes of their servers and for what they do at the same time. */
final class Jvm {

    private Jvm() {}

    static Process start(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The next line that it prints; it leaves the rest for later. */
    static String line(Process jvm) throws IOException {
        InputStream output = jvm.getInputStream();
        var line = new StringBuilder();
        for (int next = output.read(); next != '\n' && next != -1; next = output.read()) {
            line.append((char) next);
        }
        return line.toString();
    }
}
