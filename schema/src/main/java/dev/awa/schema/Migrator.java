package dev.awa.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the SQL files of one class path folder with Flyway. */
final class Migrator {

    static final int OLDEST_SERVER = 15;

    private static final Logger log = LoggerFactory.getLogger(AwaSchema.class);

    private final String location;

    Migrator(String location) {
        this.location = location;
    }

    MigrationResult migrate(DataSource dataSource) {
        List<Script> scripts = Scripts.read(location);
        int latest = Scripts.latestVersion(scripts);
        int before = versionIn(dataSource);
        if (before > latest) {
            // an older program must not put its older functions back while a newer one is being rolled out
            log.info("The database has Awa schema {}, newer than this library's {}: left as it is.", before, latest);
            return new MigrationResult(before, before, List.of());
        }
        Flyway flyway = Flyway.configure(Migrator.class.getClassLoader())
                .dataSource(dataSource)
                .defaultSchema("awa_store")
                .schemas("awa_store")
                .createSchemas(true)
                .table("schema_history")
                .locations("classpath:" + location)
                .placeholderReplacement(false)
                .validateMigrationNaming(true)
                .group(true)
                .load();
        try {
            List<String> applied = flyway.migrate().migrations.stream()
                    .map(done -> pathOf(done.description, scripts))
                    .toList();
            return new MigrationResult(before, latest, applied);
        } catch (FlywayException e) {
            throw new SchemaException("The Awa schema could not be installed: " + reason(e), e);
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
    private static String reason(FlywayException failure) {
        String place = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywaySqlScriptException script && script.getResource() != null) {
                place = " (" + script.getResource().getRelativePath() + ", line " + script.getLineNumber() + ")";
            }
            if (cause instanceof SQLException sql) {
                return String.valueOf(sql.getMessage()).replaceAll("\\s*\\R\\s*", " ") + place + ".";
            }
        }
        return String.valueOf(failure.getMessage());
    }

    /** The newest table migration in the database, 0 if none; also where a wrong or missing server is found out. */
    private static int versionIn(DataSource dataSource) {
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
