package dev.awa.bench.peers.adapter;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Opens connections before the clock starts. */
public final class Connections {
    private Connections() {}

    /** Takes so many connections at once from a pool, and gives them back. */
    public static void openAll(DataSource pool, int size) {
        List<Connection> connections = new ArrayList<>();
        try {
            try {
                for (int i = 0; i < size; i++) {
                    connections.add(pool.getConnection());
                }
            } finally {
                for (Connection connection : connections) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open " + size + " connections", e);
        }
    }
}
