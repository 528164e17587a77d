package dev.awa.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the SQL files of one class path folder with Flyway. */
final class Migrator {

    static final int OLDEST_SERVER = 15;

    private static final int MOST_ATTEMPTS = 100;
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final Set<String> REFUSALS = Set.of("42P06", "42501");

    private static final Logger log = LoggerFactory.getLogger(AwaSchema.class);

    private final String location;

    Migrator(String location) {
        this.location = location;
    }

    MigrationResult migrate(DataSource dataSource) {
        List<Script> scripts = Scripts.read(location);
        int latest = Scripts.latestVersion(scripts);
        int before = versionIn(dataSource, scripts.get(0));
        if (before > latest) {
            // an older program must not put its older functions back while a newer one is being rolled out
            log.info("The database has Awa schema {}, newer than this library's {}: left as it is.", before, latest);
            return new MigrationResult(before, before, List.of());
        }
        var failed = new FailedStatement(scripts);
        try {
            List<String> applied = new ArrayList<>();
            if (before > 0 && before < latest) {
                applied.addAll(upgradeTables(dataSource, scripts, failed));
            }
            // all functions change at once, for callers who are at work meanwhile
            applied.addAll(apply(flyway(dataSource, scripts, failed).group(true), scripts));
            return new MigrationResult(before, latest, applied);
        } catch (FlywayException e) {
            throw new SchemaException("The Awa schema could not be installed: " + reason(e, failed.place()), e);
        }
    }

    /**
     * Applies table migrations one by one, each in a transaction of its own, before the functions: they set a short
     * lock_timeout, so that nobody queues up behind them, and are tried again when somebody is in the way.
     */
    private List<String> upgradeTables(DataSource dataSource, List<Script> scripts, FailedStatement failed) {
        List<Script> tables =
                scripts.stream().filter(script -> !script.repeatable()).toList();
        for (int attempt = 1; ; attempt++) {
            try {
                return apply(flyway(dataSource, tables, failed), scripts);
            } catch (FlywayException e) {
                if (attempt == MOST_ATTEMPTS || !isLockTimeout(e)) {
                    throw e;
                }
                log.info("A table is in use; trying again ({} of {}).", attempt, MOST_ATTEMPTS);
                pause(ThreadLocalRandom.current().nextLong(50, 250));
            }
        }
    }

    /** Flyway with these scripts alone; functions that are no longer among them stay on record. */
    private static FluentConfiguration flyway(DataSource dataSource, List<Script> scripts, FailedStatement failed) {
        return Flyway.configure(Migrator.class.getClassLoader())
                .dataSource(dataSource)
                .resourceProvider(new ScriptResources(scripts))
                .ignoreMigrationPatterns("repeatable:missing")
                .defaultSchema("awa_store")
                .schemas("awa_store")
                .createSchemas(true)
                .table("schema_history")
                .placeholderReplacement(false)
                .callbacks(failed, new UncheckedBodies())
                .validateMigrationNaming(true);
    }

    private static List<String> apply(FluentConfiguration flyway, List<Script> scripts) {
        return flyway.load().migrate().migrations.stream()
                .map(done -> pathOf(done.description, scripts))
                .toList();
    }

    private static boolean isLockTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchemaException("The upgrade of the Awa schema was interrupted.", e);
        }
    }

    private static String pathOf(String description, List<Script> scripts) {
        return scripts.stream()
                .filter(script -> script.description().equals(description))
                .findFirst()
                .map(Script::path)
                .orElse(description);
    }

    /** The server's own words and the place in our file, out of Flyway's framed message of many lines. */
    private static String reason(FlywayException failure, String place) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return "ERROR: " + ServerError.message(sql) + place + "." + ServerError.hint(sql);
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /**
     * The newest table migration in the database, 0 if none; also where a wrong or missing server, and a schema of somebody else's,
     * are found out.
     */
    private static int versionIn(DataSource dataSource, Script first) {
        try (Connection connection = dataSource.getConnection()) {
            int server = connection.getMetaData().getDatabaseMajorVersion();
            if (server < OLDEST_SERVER) {
                throw new SchemaException(
                        "Awa needs PostgreSQL " + OLDEST_SERVER + " or newer; this server is "
                                + connection.getMetaData().getDatabaseProductVersion() + ".",
                        null);
            }
            boolean autoCommit = connection.getAutoCommit();
            try (Statement statement = connection.createStatement()) {
                refuseForeignSchemas(statement, first);
                return readVersion(statement);
            } finally {
                if (!autoCommit) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new SchemaException(
                    "The database cannot be used: " + e.getMessage()
                            + " Check its address, name, user and password, and that it runs.",
                    e);
        }
    }

    private static void refuseForeignSchemas(Statement statement, Script first) throws SQLException {
        try {
            statement.setEscapeProcessing(false);
            statement.execute("do $awa_check$ begin\n" + ForeignSchemas.check(first) + "\nend $awa_check$");
        } catch (SQLException e) {
            if (REFUSALS.contains(e.getSQLState())) {
                throw new SchemaException(ServerError.message(e) + "." + ServerError.hint(e), e);
            }
            throw e;
        }
    }

    private static int readVersion(Statement statement) throws SQLException {
        try (ResultSet table = statement.executeQuery("select to_regclass('awa_store.schema_history') is not null")) {
            table.next();
            if (!table.getBoolean(1)) {
                return 0;
            }
        }
        try (ResultSet version = statement.executeQuery(
                "select coalesce(max(version::int), 0) from awa_store.schema_history where success")) {
            version.next();
            return version.getInt(1);
        }
    }
}
