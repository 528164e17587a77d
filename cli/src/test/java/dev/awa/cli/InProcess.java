package dev.awa.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command run in this process. */
record InProcess(int exitCode, String out, String err) {

    static InProcess awa(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine command =
                Main.commandLine(arguments).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = command.execute(arguments);
        return new InProcess(exitCode, out.toString(), err.toString());
    }
}
