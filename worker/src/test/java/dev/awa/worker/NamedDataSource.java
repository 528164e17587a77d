package dev.awa.worker;

import dev.awa.testkit.TestDatabase;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections that the server can tell from those of the test itself. */
final class NamedDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final transient TestDatabase database;
    private final String name;

    NamedDataSource(TestDatabase database, String name) {
        this.database = database;
        this.name = name;
        setUrl(database.jdbcUrl());
        setApplicationName(name);
    }

    /** How many of them are open, as the server sees it. */
    int connections() {
        return Integer.parseInt(String.valueOf(database.value(
                "select count(*) from pg_stat_activity where datname = current_database() and application_name = ?",
                name)));
    }

    /** Ends them all from the server's side; returns how many there were. */
    int terminate() {
        return Integer.parseInt(String.valueOf(database.value("""
                select count(pg_terminate_backend(pid))
                  from pg_stat_activity where datname = current_database() and application_name = ?""", name)));
    }
}
