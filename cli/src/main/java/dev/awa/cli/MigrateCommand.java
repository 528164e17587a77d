package dev.awa.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import dev.awa.schema.AwaSchema;
import dev.awa.schema.MigrationResult;
import dev.awa.schema.SchemaException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Installs Awa in a database or upgrades it; running it again changes nothing.")
final class MigrateCommand implements Runnable {
    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--sql",
            description = {
                "Print one SQL file that does the same with psql or any other client,",
                "and touch no database."
            })
    private boolean sql;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        if (sql) {
            // as bytes: the platform's charset must not decide what is installed
            System.out.writeBytes(AwaSchema.installSql().getBytes(UTF_8));
            System.out.flush();
            return;
        }
        DatabaseUrl url = database.orDatabaseUrlOfEnvironment()
                .orElseThrow(() -> new CliException("Which database? Name it with --database-url, AWA_DATABASE_URL or"
                        + " DATABASE_URL; ./awa dev migrates its own."));
        try (HikariDataSource pool = Databases.pool(url, "awa-migrate", 2)) {
            migrate(pool, url, spec.commandLine().getOut());
        }
    }

    static void migrate(HikariDataSource pool, DatabaseUrl url, PrintWriter out) {
        try {
            MigrationResult result = AwaSchema.migrate(pool);
            if (!result.applied().isEmpty()) {
                out.printf(
                        "Awa schema %d in %s: %d scripts applied.%n",
                        result.versionAfter(), url, result.applied().size());
            } else {
                out.printf("Awa schema %d in %s: nothing to do.%n", result.versionAfter(), url);
            }
            out.flush();
        } catch (SchemaException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }
}
