package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Listens beside the workers, and counts how often they are told of work. */
final class Notifications implements AutoCloseable {
    private static final int SLICE_MILLIS = 20;

    private final Bench bench;
    private final Connection connection;
    private final Thread reader;
    private final String end = "end:" + UUID.randomUUID();
    private volatile long count;
    private volatile boolean ended;
    private volatile boolean closed;

    Notifications(Bench bench) throws SQLException {
        this.bench = bench;
        connection = bench.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen awa");
        }
        reader = new Thread(this::read, "awa-bench-listener");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            while (!closed && !ended) {
                PGNotification[] news = connection.unwrap(PGConnection.class).getNotifications(SLICE_MILLIS);
                for (PGNotification one : news == null ? new PGNotification[0] : news) {
                    String payload = one.getParameter();
                    if (payload.startsWith("work:")) {
                        count++;
                    } else if (payload.equals(end)) {
                        ended = true;
                    }
                }
            }
        } catch (SQLException e) {
            if (!closed) {
                throw new BenchmarkException("The listening session failed: " + e.getMessage(), e);
            }
        }
    }

    /** Up to now, of all queues; ends the counting. Notifications arrive in the order of their commits. */
    long count() throws SQLException {
        try (Statement statement = bench.control().createStatement()) {
            statement.execute("notify awa, '" + end + "'");
        }
        bench.await("a listening session got no notification", Duration.ofSeconds(30), () -> ended);
        return count;
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            reader.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
