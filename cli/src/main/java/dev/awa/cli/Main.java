package dev.awa.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code awa} command. Exit codes: 0 done, 1 not done and why is on standard error, 2 not understood. */
@Command(
        name = "awa",
        description = "A job queue for PostgreSQL whose API is a set of SQL functions.",
        mixinStandardHelpOptions = true,
        versionProvider = Build.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DevCommand.class,
            DemoCommand.class,
            MigrateCommand.class,
            ContractCommand.class,
            CodegenCommand.class,
            BenchCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((exception, command, parsed) -> {
            if (exception instanceof CliException) {
                command.getErr().println("awa: " + exception.getMessage());
            } else {
                exception.printStackTrace(command.getErr());
            }
            return 1;
        });
    }
}
