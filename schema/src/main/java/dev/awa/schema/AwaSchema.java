package dev.awa.schema;

import javax.sql.DataSource;

/**
 * Installs and upgrades what Awa keeps in a PostgreSQL database: schema {@code awa} (the public functions) and schema
 * {@code awa_store} (the private tables).
 *
 * <p>There are two ways to the same result, and a database may change from one to the other at any time: {@link
 * #migrate} from Java, and the plain SQL text of {@link #installSql} for everybody else. Both keep one record of what
 * has been applied, the table {@code awa_store.schema_history}. All methods are safe for use by several threads, and
 * several processes may install at once.
 */
public final class AwaSchema {

    private static final String LOCATION = "db/awa";

    private AwaSchema() {}

    /**
     * Brings the database up to this library's version of the schema, in one transaction, and does nothing if it is
     * there already or newer. Takes connections from the data source (two at a time) and returns them.
     *
     * @throws SchemaException if the database cannot be reached, is older than PostgreSQL 15, was changed by hand, or
     *     refuses a statement; nothing is changed then
     */
    public static MigrationResult migrate(DataSource dataSource) {
        return new Migrator(LOCATION).migrate(dataSource);
    }

    /**
     * Returns one SQL statement that installs or upgrades the schema with any SQL client, without psql's own commands
     * and without Java. It applies what is missing, in one transaction, and changes nothing when run again. The text is
     * the same on every call.
     */
    public static String installSql() {
        return InstallSql.render(Scripts.read(LOCATION));
    }

    /** Returns the number of the newest table migration in this library; {@code awa.schema_version()} after an install. */
    public static int latestVersion() {
        return Scripts.latestVersion(Scripts.read(LOCATION));
    }
}
