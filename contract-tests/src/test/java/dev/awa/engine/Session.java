package dev.awa.engine;

import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** One connection to the database under test, in autocommit mode until {@link #begin}. */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final int pid;

    private Session(Connection connection) throws SQLException {
        this.connection = connection;
        this.pid = TestDatabase.backendPid(connection);
    }

    public static Session open(TestDatabase database) throws SQLException {
        return new Session(database.connect());
    }

    /** The connection, for what only PostgreSQL's driver can do. */
    public PGConnection postgres() throws SQLException {
        return connection.unwrap(PGConnection.class);
    }

    /** The server's process id of this session. */
    int pid() {
        return pid;
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Whether a transaction was begun and not ended. */
    boolean isOpen() throws SQLException {
        return !connection.getAutoCommit();
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    public void run(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.execute();
        }
    }

    /** The first column of the first row as text; null if there is no row. */
    @Nullable
    public String value(String sql, @Nullable Object... parameters) throws SQLException {
        List<List<@Nullable String>> rows = rows(sql, parameters);
        return rows.isEmpty() ? null : rows.get(0).get(0);
    }

    public long number(String sql, @Nullable Object... parameters) throws SQLException {
        String value = value(sql, parameters);
        if (value == null) {
            throw new IllegalStateException("null from " + sql);
        }
        return Long.parseLong(value);
    }

    /** The first column of all rows as numbers. */
    public List<Long> numbers(String sql, @Nullable Object... parameters) throws SQLException {
        return rows(sql, parameters).stream()
                .map(row -> Long.parseLong(String.valueOf(row.get(0))))
                .toList();
    }

    /** All columns of all rows as text. */
    public List<List<@Nullable String>> rows(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet result = statement.executeQuery()) {
            int width = result.getMetaData().getColumnCount();
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** A new worker that stays alive for an hour without heartbeats. */
    public String worker() throws SQLException {
        String worker = value("""
                select worker_id from awa.register_worker(opts => '{"heartbeat_every": "20 min", "dead_after": "1 h"}')""");
        return String.valueOf(worker);
    }

    /** Runs something in a thread of its own, for a statement that is to wait for a lock. */
    static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "second session");
        thread.setDaemon(true);
        thread.start();
        return task;
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
    boolean recover() {
        try {
            if (!connection.getAutoCommit()) {
                rollback();
            }
            return !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes it without caring whether the server is still there. */
    void abandon() {
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
}
