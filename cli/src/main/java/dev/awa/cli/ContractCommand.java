package dev.awa.cli;

import dev.awa.codegen.contract.Change;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.ContractDiff;
import dev.awa.codegen.contract.ContractJson;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.codegen.contract.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "contract",
        mixinStandardHelpOptions = true,
        description = "Reads the contract of a database as a manifest, and compares two of them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ContractCommand.Show.class, ContractCommand.Diff.class})
final class ContractCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "show or diff?");
    }

    static Contract read(DatabaseUrl url) {
        try (Connection connection = Databases.connect(url)) {
            Databases.requireAwa(connection, url);
            return ContractReader.read(connection);
        } catch (SQLException e) {
            throw new CliException("The contract of " + url + " cannot be read: " + Databases.sentence(e) + ".", e);
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the contract of a database, read from its catalog, as JSON.")
    static final class Show implements Runnable {
        @Mixin
        private final DatabaseOption database = new DatabaseOption();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
        private CommandSpec spec;

        @Override
        public void run() {
            DatabaseUrl url = database.orDatabaseUrlOfEnvironment()
                    .orElseThrow(() -> new CliException(
                            "Which database? Name it with --database-url, AWA_DATABASE_URL or DATABASE_URL."));
            var out = spec.commandLine().getOut();
            out.print(ContractJson.write(read(url)));
            out.flush();
        }
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = {
                "Says what a newer contract means to the callers of an older one.",
                "Exit code 1 if one of them may fail, unless the major version is another."
            })
    static final class Diff implements Runnable {
        @Parameters(
                paramLabel = "OLDER",
                description = {
                    "A released version such as 1.0, a file that 'awa contract show' has written,",
                    "or the URL of a database."
                })
        @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
        private String older;

        @Parameters(paramLabel = "NEWER", description = "The same.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
        private String newer;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
        private CommandSpec spec;

        @Override
        public void run() {
            Contract before = contract(older);
            Contract after = contract(newer);
            List<Change> changes = ContractDiff.between(before, after);
            var out = spec.commandLine().getOut();
            changes.forEach(out::println);
            long breaking = changes.stream().filter(Change::breaking).count();
            out.printf(
                    "%s -> %s: %d changes, %d of them breaking.%n",
                    shown(older), shown(newer), changes.size(), breaking);
            out.flush();
            if (ContractDiff.needsAnotherMinorVersionOnly(after, changes)) {
                throw new CliException(
                        "The two differ, and both are version " + after.version() + ". Make the newer one "
                                + after.major() + "." + (after.minor() + 1) + ": no caller will notice.");
            }
            if (ContractDiff.isForbidden(before, after, changes)) {
                throw new CliException(
                        "Callers of contract " + before.version() + " may fail with this one, and its version is "
                                + after.version()
                                + ". Put the new meaning under a new name beside the old one, or make it version "
                                + (before.major() + 1) + ".0 with a note how to migrate.");
            }
        }

        private static boolean isUrl(String name) {
            return name.startsWith("postgres://") || name.startsWith("postgresql://") || name.startsWith("jdbc:");
        }

        /** Without a password. */
        private static String shown(String name) {
            return isUrl(name) ? DatabaseUrl.parse(name).toString() : name;
        }

        private static Contract contract(String name) {
            if (name.matches("\\d+\\.\\d+")) {
                return Manifests.released(name)
                        .orElseThrow(() -> new CliException("Contract " + name + " was not released, "
                                + (Manifests.versions().isEmpty()
                                        ? "nor any other so far"
                                        : "but " + String.join(", ", Manifests.versions()))
                                + ". Name a file that 'awa contract show' has written, or the URL of a database."));
            }
            if (isUrl(name)) {
                return read(DatabaseUrl.parse(name));
            }
            try {
                return ContractJson.read(Files.readString(Path.of(name)));
            } catch (IOException e) {
                throw new CliException("The manifest " + name + " cannot be read: " + CliException.reason(e) + ".", e);
            } catch (IllegalArgumentException e) {
                throw new CliException(name + " is " + e.getMessage() + ".", e);
            }
        }
    }
}
