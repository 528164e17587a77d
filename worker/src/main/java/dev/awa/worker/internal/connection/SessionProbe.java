package dev.awa.worker.internal.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Finds out whether a connection has a server session of its own, by trying. */
public final class SessionProbe {

    private static final int LIMIT_SECONDS = 5;
    private static final int NOTIFICATION_LIMIT_MILLIS = 2000;
    private static final String PID = "select pg_catalog.pg_backend_pid()";

    private SessionProbe() {}

    /**
     * Tries the session of {@code listening}, which listens on channel awa afterwards if there is one.
     *
     * @param other another connection to the same database, in autocommit mode
     * @return why LISTEN cannot work, or empty when it does
     */
    public static Optional<String> obstacle(Connection listening, Connection other) throws SQLException {
        if (!listening.isWrapperFor(PGConnection.class)) {
            return Optional.of("the driver is not the PostgreSQL JDBC driver");
        }
        if (sharesSessions(listening, other)) {
            return Optional.of("connections share server sessions, as behind a pooler in transaction mode");
        }
        execute(listening, "listen awa");
        String payload = "probe:" + UUID.randomUUID();
        execute(other, "select pg_catalog.pg_notify('awa', '" + payload + "')");
        if (!arrives(listening.unwrap(PGConnection.class), payload)) {
            execute(listening, "unlisten *");
            return Optional.of("a notification sent to itself did not arrive");
        }
        return Optional.empty();
    }

    /** While one connection is inside a transaction, the other must keep its server process, and not the same one. */
    private static boolean sharesSessions(Connection listening, Connection other) throws SQLException {
        int before = pid(listening);
        other.setAutoCommit(false);
        try {
            int others = pid(other);
            return others == before || pid(listening) != before;
        } finally {
            other.rollback();
            other.setAutoCommit(true);
        }
    }

    private static boolean arrives(PGConnection connection, String payload) throws SQLException {
        long end = System.nanoTime() + NOTIFICATION_LIMIT_MILLIS * 1_000_000L;
        for (long left = NOTIFICATION_LIMIT_MILLIS; left > 0; left = (end - System.nanoTime()) / 1_000_000L) {
            for (PGNotification notification : notifications(connection, (int) left)) {
                if (notification.getParameter().equals(payload)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int pid(Connection connection) throws SQLException {
        try (PreparedStatement statement = unprepared(connection, PID);
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = unprepared(connection, sql)) {
            statement.execute();
        }
    }

    private static PreparedStatement unprepared(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = Link.prepare(connection, sql, new SessionMode());
        statement.setQueryTimeout(LIMIT_SECONDS);
        return statement;
    }

    /** What has arrived, or arrives within the time if nothing has; 0 does not wait. */
    public static PGNotification[] notifications(PGConnection connection, int millis) throws SQLException {
        PGNotification[] notifications =
                millis == 0 ? connection.getNotifications() : connection.getNotifications(millis);
        return notifications == null ? new PGNotification[0] : notifications;
    }
}
