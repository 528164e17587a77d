package dev.awa.bench.command;

import dev.awa.cli.Main;
import java.util.List;
import picocli.CommandLine;

/** The {@code awa} command with {@code bench} alone: what the launcher of a checkout starts for it. */
public final class BenchMain {
    private BenchMain() {}

    /** Runs one benchmark and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return Main.commandLine(List.of(BenchCommand.class));
    }
}
