package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Connections that are opened and closed together. */
final class Sessions implements AutoCloseable {
    private final List<Connection> connections = new ArrayList<>();

    Sessions(Bench bench, int count) throws SQLException {
        try {
            for (int i = 0; i < count; i++) {
                bench.checkpoint();
                connections.add(bench.connect());
            }
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Makes something of a connection. */
    @FunctionalInterface
    interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    /** What each connection is used for. */
    <T> List<T> each(Use<T> use) throws SQLException {
        var all = new ArrayList<T>();
        for (Connection connection : connections) {
            all.add(use.of(connection));
        }
        return all;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
