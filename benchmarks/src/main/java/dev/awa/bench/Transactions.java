package dev.awa.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the transactions of a database, committed or rolled back, whoever runs them, as the server's statistics do; they
 * are there on every PostgreSQL. A session is in them when it has ended, or ten seconds after it fell idle.
 */
public final class Transactions {
    private static final String WATCHER = "awa bench watcher";
    private static final Duration REPORTED = Duration.ofSeconds(11);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private final Connection watcher;
    private final String database;
    private final long before;

    /**
     * Counts from now on.
     *
     * @param watcher a session of any database of the server, in autocommit mode
     */
    public Transactions(Connection watcher, String database) throws SQLException {
        this.watcher = watcher;
        this.database = database;
        report(watcher);
        before = ended();
    }

    /** Marks a session that looks on and stays open, so that nobody waits for its end. */
    public static void watch(Connection connection) throws SQLException {
        execute(connection, "set application_name = '" + WATCHER + "'");
    }

    /** Brings what a session has done up to now into the statistics. */
    public static void report(Connection connection) throws SQLException {
        execute(connection, "select pg_stat_force_next_flush()");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Up to now. Waits until the sessions of the load have ended, or for as long as idle ones take to report. */
    public long count() throws SQLException {
        long end = System.nanoTime() + REPORTED.toNanos();
        while (number("select count(*) from pg_stat_activity where datname = ? and backend_type = 'client backend'"
                                + " and application_name <> '" + WATCHER + "'")
                        > 0
                && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return ended() - before;
    }

    private long ended() throws SQLException {
        return number("select xact_commit + xact_rollback from pg_stat_database where datname = ?");
    }

    private long number(String sql) throws SQLException {
        try (PreparedStatement statement = watcher.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
