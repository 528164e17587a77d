package dev.awa.testkit.accounting;

import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** One connection, in autocommit mode until {@link #begin}. */
public final class Session implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final Connection connection;
    private final int pid;

    private Session(DataSource dataSource) throws SQLException {
        this.dataSource = dataSource;
        this.connection = dataSource.getConnection();
        this.pid = connection.unwrap(PGConnection.class).getBackendPID();
    }

    public static Session open(TestDatabase database) throws SQLException {
        return open(database.dataSource());
    }

    public static Session open(DataSource dataSource) throws SQLException {
        return new Session(dataSource);
    }

    public Connection connection() {
        return connection;
    }

    /** The server's process id of this session, even when it is closed. */
    public int pid() {
        return pid;
    }

    public void begin() throws SQLException {
        run("begin");
    }

    /** Whether the server is in a transaction that was begun, even if it failed. */
    public boolean isOpen() throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
    }

    public void commit() throws SQLException {
        run("commit");
    }

    public void rollback() throws SQLException {
        run("rollback");
    }

    public void run(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.execute();
        }
    }

    /** The first column of the first row as text; null if there is no row. */
    public @Nullable String value(String sql, @Nullable Object... parameters) throws SQLException {
        List<List<@Nullable String>> rows = rows(sql, parameters);
        return rows.isEmpty() ? null : rows.get(0).get(0);
    }

    /** The only row, as {@link #texts} gives it. */
    public String row(String sql, @Nullable Object... parameters) throws SQLException {
        List<String> rows = texts(sql, parameters);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows from " + sql + ": " + rows);
        }
        return rows.get(0);
    }

    /** The only column of the only row. */
    public long number(String sql, @Nullable Object... parameters) throws SQLException {
        return Long.parseLong(row(sql, parameters));
    }

    /** The first column of all rows as numbers. */
    public List<Long> numbers(String sql, @Nullable Object... parameters) throws SQLException {
        return rows(sql, parameters).stream()
                .map(row -> Long.parseLong(String.valueOf(row.get(0))))
                .toList();
    }

    /** All rows, each as its columns' text joined by bars, with "null" for a null; none of a statement that has no rows. */
    public List<String> texts(String sql, @Nullable Object... parameters) throws SQLException {
        return rows(sql, parameters).stream()
                .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
                .toList();
    }

    /** All columns of all rows as text; none of a statement that has no rows. */
    public List<List<@Nullable String>> rows(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            if (statement.execute()) {
                ResultSet result = statement.getResultSet();
                int width = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int i = 1; i <= width; i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    /** A new worker that stays alive for an hour without heartbeats. */
    public String worker() throws SQLException {
        return row("""
                select worker_id from awa.register_worker(opts => '{"heartbeat_every": "20 min", "dead_after": "1 h"}')""");
    }

    /** Runs a statement in the background. */
    public Running start(String sql, @Nullable Object... parameters) {
        FutureTask<List<String>> task = new FutureTask<>(() -> texts(sql, parameters));
        Thread thread = new Thread(task, "session in the background");
        thread.setDaemon(true);
        thread.start();
        return new Running(task);
    }

    /** Runs a statement in the background and returns when it waits for a heavyweight lock. */
    public Running startAndBlock(String sql, @Nullable Object... parameters) throws SQLException {
        Running running = start(sql, parameters);
        try (Session watcher = open(dataSource)) {
            Awaitility.await("a lock wait of backend " + pid)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> "Lock"
                            .equals(watcher.value("select wait_event_type from pg_stat_activity where pid = ?", pid)));
        }
        return running;
    }

    /** Notifications that have come, waiting for the first of them at most so long; empty if none came. */
    public List<String> notifications(int waitMillis) throws SQLException {
        List<String> payloads = new ArrayList<>();
        PGNotification[] arrived = connection.unwrap(PGConnection.class).getNotifications(waitMillis);
        if (arrived != null) {
            for (PGNotification notification : arrived) {
                payloads.add(notification.getParameter());
            }
        }
        return payloads;
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof List<?> list) {
                statement.setArray(i + 1, connection.createArrayOf("bigint", list.toArray()));
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
        return statement;
    }

    /** Ends a transaction that failed; false if the session is of no more use. */
    public boolean recover() {
        try {
            if (isOpen()) {
                rollback();
            }
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes it without caring whether the server is still there. */
    public void abandon() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** A statement under way. */
    public static final class Running {

        private final Future<List<String>> rows;

        private Running(Future<List<String>> rows) {
            this.rows = rows;
        }

        /** Its rows, as {@link Session#texts} gives them. */
        public List<String> rows() throws Exception {
            try {
                return rows.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                throw e;
            } catch (TimeoutException e) {
                throw new AssertionError("still running after " + PATIENCE.toSeconds() + " s", e);
            }
        }

        /** The SQLSTATE that the statement failed with. */
        public String sqlState() throws Exception {
            try {
                throw new AssertionError("no error but " + rows());
            } catch (SQLException e) {
                return e.getSQLState();
            }
        }
    }
}
