package dev.awa.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A worker's listening session that reads its notifications and never wakes up, or never sleeps. */
final class Listener implements AutoCloseable {
    /** Sent on a channel of its own after the work: notifications arrive in commit order, so it comes last. */
    private static final String END_CHANNEL = "awa_bench";

    private final Connection connection;
    private final UUID worker;
    private final String wakeUp;
    private final CompletableFuture<Long> wakeUps = new CompletableFuture<>();
    private volatile boolean closed;

    Listener(Connection connection, String queue, boolean asleep) throws SQLException {
        this.connection = connection;
        wakeUp = "work:" + queue;
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen awa");
            statement.execute("listen " + END_CHANNEL);
        }
        worker = Workload.register(connection, queue);
        sleepOn(asleep ? new String[] {queue} : new String[0]);
        Thread reader = new Thread(this::read, "awa-bench-listener");
        reader.setDaemon(true);
        reader.start();
    }

    private void sleepOn(String... queues) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select awa.sleep_until_work(?, ?)")) {
            Array names = connection.createArrayOf("text", queues);
            statement.setObject(1, worker);
            statement.setArray(2, names);
            statement.execute();
        }
    }

    private void read() {
        long count = 0;
        try {
            while (!closed) {
                PGNotification[] news = connection.unwrap(PGConnection.class).getNotifications(100);
                for (PGNotification one : news == null ? new PGNotification[0] : news) {
                    if (one.getName().equals(END_CHANNEL)) {
                        wakeUps.complete(count);
                        return;
                    }
                    if (one.getParameter().equals(wakeUp)) {
                        count++;
                    }
                }
            }
        } catch (SQLException | RuntimeException e) {
            wakeUps.completeExceptionally(e);
        }
    }

    /** How often it was notified by what was committed until now; ends the reading. */
    long wakeUps(Connection other) throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute("notify " + END_CHANNEL);
            return wakeUps.get(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new BenchmarkException("The listening session got no notification within 30 s.", e);
        } catch (ExecutionException e) {
            throw new BenchmarkException("The listening session failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Stopped.", e);
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        try (connection) {
            sleepOn();
            Workload.deregister(connection, worker);
        }
    }
}
