package dev.awa.resilience;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One connection, in autocommit mode until {@link #begin}. */
final class Session implements AutoCloseable {

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    static Session open(DataSource dataSource) throws SQLException {
        return new Session(dataSource.getConnection());
    }

    Connection connection() {
        return connection;
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    void run(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.execute();
        }
    }

    /** The first column of the first row as text; null if there is no row. */
    @Nullable
    String value(String sql, @Nullable Object... parameters) throws SQLException {
        List<List<@Nullable String>> rows = rows(sql, parameters);
        return rows.isEmpty() ? null : rows.get(0).get(0);
    }

    long number(String sql, @Nullable Object... parameters) throws SQLException {
        String value = value(sql, parameters);
        if (value == null) {
            throw new IllegalStateException("null from " + sql);
        }
        return Long.parseLong(value);
    }

    /** The first column of all rows as numbers. */
    List<Long> numbers(String sql, @Nullable Object... parameters) throws SQLException {
        return rows(sql, parameters).stream()
                .map(row -> Long.parseLong(String.valueOf(row.get(0))))
                .toList();
    }

    /** The first column of all rows as text. */
    List<String> texts(String sql, @Nullable Object... parameters) throws SQLException {
        return rows(sql, parameters).stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    /** All columns of all rows as text. */
    List<List<@Nullable String>> rows(String sql, @Nullable Object... parameters) throws SQLException {
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
    String worker() throws SQLException {
        return String.valueOf(value("""
                select worker_id from awa.register_worker(opts => '{"heartbeat_every": "20 min", "dead_after": "1 h"}')"""));
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
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
