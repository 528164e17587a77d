package dev.awa.contract.race;

import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** One scripted connection. A row is given as its columns' text joined by bars, with "null" for a null. */
final class Session implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final TestDatabase database;
    private final Connection connection;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    Session(TestDatabase database) throws SQLException {
        this.database = database;
        this.connection = database.connect();
        run("set search_path = tap");
        // a statement that waits where none should wait fails instead of hanging
        run("set statement_timeout = '20 s'");
    }

    void begin() throws SQLException {
        run("begin");
    }

    void commit() throws SQLException {
        run("commit");
    }

    void rollback() throws SQLException {
        run("rollback");
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> rows(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> rows = new ArrayList<>();
            if (statement.execute()) {
                collect(statement.getResultSet(), rows);
            }
            return rows;
        }
    }

    /** The only row of a query. */
    String row(String sql, Object... parameters) throws SQLException {
        List<String> rows = rows(sql, parameters);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows from " + sql + ": " + rows);
        }
        return rows.get(0);
    }

    long number(String sql, Object... parameters) throws SQLException {
        return Long.parseLong(row(sql, parameters));
    }

    /** Runs a statement in the background. */
    Running start(String sql, Object... parameters) {
        return new Running(thread.submit(() -> rows(sql, parameters)));
    }

    /** Runs a statement in the background and returns when it waits for a lock. */
    Running startAndBlock(String sql, Object... parameters) throws SQLException {
        Running running = start(sql, parameters);
        database.awaitLockWait(TestDatabase.backendPid(connection));
        return running;
    }

    /** Notifications that have come, waiting for the first of them at most so long; empty if none came. */
    List<String> notifications(int waitMillis) throws SQLException {
        List<String> payloads = new ArrayList<>();
        PGNotification[] arrived = connection.unwrap(PGConnection.class).getNotifications(waitMillis);
        if (arrived != null) {
            for (PGNotification notification : arrived) {
                payloads.add(notification.getParameter());
            }
        }
        return payloads;
    }

    @Override
    public void close() throws SQLException {
        thread.shutdownNow();
        connection.close();
    }

    private static void collect(ResultSet result, List<String> rows) throws SQLException {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                cells.add(String.valueOf(result.getString(i)));
            }
            rows.add(String.join("|", cells));
        }
    }

    /** A statement under way. */
    static final class Running {

        private final Future<List<String>> rows;

        private Running(Future<List<String>> rows) {
            this.rows = rows;
        }

        List<String> rows() throws Exception {
            try {
                return rows.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                throw e;
            } catch (TimeoutException e) {
                throw new AssertionError("still running after " + PATIENCE_SECONDS + " s", e);
            }
        }

        /** The SQLSTATE that the statement failed with. */
        String sqlState() throws Exception {
            try {
                throw new AssertionError("no error but " + rows());
            } catch (SQLException e) {
                return e.getSQLState();
            }
        }
    }
}
