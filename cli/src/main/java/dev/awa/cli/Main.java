package dev.awa.cli;

import dev.awa.cli.schedule.ApplyCommand;
import dev.awa.cli.schedule.ScheduleCommand;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code awa} command. Exit codes: 0 done, 1 not done and why is on standard error, 2 not understood. */
@Command(
        name = "awa",
        description = "A job queue for PostgreSQL whose API is a set of SQL functions.",
        mixinStandardHelpOptions = true,
        versionProvider = Build.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "A checkout of Awa also has 'awa bench', which measures a given database."})
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            DevCommand.class,
            DemoCommand.class,
            MigrateCommand.class,
            ApplyCommand.class,
            ScheduleCommand.class,
            ContractCommand.class,
            CodegenCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /** The command for these arguments: with the subcommand that they begin with, or with all if they begin with none or with help. */
    public static CommandLine commandLine(String... args) {
        String first = args.length == 0 ? "" : args[0];
        if (args.length == 1 && Set.of("-V", "--version").contains(first)) {
            return commandLine(List.of());
        }
        for (Class<?> command : COMMANDS) {
            if (command != CommandLine.HelpCommand.class
                    && command.getAnnotation(Command.class).name().equals(first)) {
                return commandLine(List.of(command)); // picocli takes longer to read them all than the JVM to start
            }
        }
        return commandLine(COMMANDS);
    }

    /**
     * The command with the given subcommands only.
     *
     * @param subcommands classes with a {@link Command} annotation
     */
    public static CommandLine commandLine(List<Class<?>> subcommands) {
        var line = new CommandLine(new Main());
        for (Class<?> subcommand : subcommands) {
            line.addSubcommand(subcommand);
        }
        return line.setExecutionExceptionHandler(new Failures());
    }

    private static final class Failures implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception exception, CommandLine command, ParseResult parsed) {
            if (exception instanceof CliException) {
                command.getErr().println("awa: " + exception.getMessage());
            } else {
                exception.printStackTrace(command.getErr());
            }
            return 1;
        }
    }
}
