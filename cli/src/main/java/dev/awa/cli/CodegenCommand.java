package dev.awa.cli;

import com.zaxxer.hikari.HikariDataSource;
import dev.awa.codegen.Client;
import dev.awa.codegen.JavaApi;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.go.GoClient;
import dev.awa.codegen.java.JavaClient;
import dev.awa.codegen.kinds.Kind;
import dev.awa.codegen.kinds.KindReader;
import dev.awa.codegen.python.PythonClient;
import dev.awa.codegen.typescript.TypeScriptClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "codegen",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a typed client for the contract of a database.",
            "It has a function per verb, with its arguments, rows and errors, and no logic. Kinds that",
            "awa.describe_kind gave a schema have types for their args, too."
        })
final class CodegenCommand implements Runnable {
    private static final Map<String, Client> CLIENTS = new TreeMap<>(Map.of(
            "java", new JavaClient(),
            "typescript", new TypeScriptClient(),
            "go", new GoClient(),
            "python", new PythonClient()));

    private static final String JOOQ = "jooq";

    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--lang",
            required = true,
            paramLabel = "LANG",
            description = {
                "typescript (for pg), go (pgx, database/sql), python (psycopg and others, asyncpg),",
                "java (the args of described kinds, for the library awa-client)",
                "or jooq (classes of jOOQ for the functions and views)."
            })
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private String language;

    @Option(
            names = "--package",
            paramLabel = "NAME",
            defaultValue = "awa",
            description = {"The package or module, as the language calls it.", "Default: ${DEFAULT-VALUE}"})
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private String name;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = {"The folder to write to; made if it is not there.", "Default: the current one"})
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private Path folder;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = {"A kind to write types for; may be repeated.", "Default: all that have a schema"})
    private List<String> only = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        Client client = CLIENTS.get(language);
        if (client == null && !language.equals(JOOQ)) {
            throw new CliException("There is no client for '" + language + "'; --lang is one of "
                    + String.join(", ", CLIENTS.keySet()) + " and " + JOOQ + ".");
        }
        DatabaseUrl url = database.orDatabaseUrlOfEnvironment()
                .orElseThrow(() -> new CliException(
                        "Which database? Name it with --database-url, AWA_DATABASE_URL or DATABASE_URL."));
        Contract contract = ContractCommand.read(url);
        if (client == null) {
            jooq(url);
        } else {
            List<Kind> kinds = kinds(url);
            try {
                client.write(contract, kinds, name).forEach(this::write);
            } catch (IllegalArgumentException e) {
                throw new CliException("No client can be written: " + e.getMessage() + ".", e);
            }
        }
    }

    /** The described kinds, or those of the command line. */
    private List<Kind> kinds(DatabaseUrl url) {
        List<Kind> all;
        try (Connection connection = Databases.connect(url)) {
            all = KindReader.read(connection);
        } catch (SQLException e) {
            throw new CliException("The kinds of " + url + " cannot be read: " + Databases.sentence(e) + ".", e);
        }
        List<String> names = all.stream().map(Kind::name).toList();
        for (String kind : only) {
            if (!names.contains(kind)) {
                throw new CliException("No kind '" + kind + "' has a schema in " + url
                        + (names.isEmpty() ? "; none has one." : "; these have: " + String.join(", ", names) + "."));
            }
        }
        return all.stream()
                .filter(kind -> only.isEmpty() || only.contains(kind.name()))
                .toList();
    }

    private void jooq(DatabaseUrl url) {
        if (!SourceVersion.isName(name, SourceVersion.RELEASE_17)) {
            throw new CliException("No client can be written: \"" + name + "\" is no name for a package of Java.");
        }
        try (HikariDataSource pool = Databases.pool(url, "awa-codegen", 2)) {
            JavaApi.generate(pool, folder, name, false);
        } catch (Exception e) { // what GenerationTool declares
            throw new CliException("jOOQ could not write the client: " + Databases.sentence(e) + ".", e);
        }
        say("Wrote package " + name + " to " + folder + ".");
    }

    private void write(String file, String text) {
        Path path = folder.resolve(file);
        try {
            Files.createDirectories(folder.toAbsolutePath());
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new CliException(path + " cannot be written: " + CliException.reason(e) + ".", e);
        }
        say("Wrote " + path + ".");
    }

    private void say(String sentence) {
        var out = spec.commandLine().getOut();
        out.println(sentence);
        out.flush();
    }
}
