package dev.awa.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Times a piece of work and the WAL that the server writes meanwhile. */
final class Clock {
    /** A run that takes longer stops early, with the jobs that it has done. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Connection control;
    private long wal;
    private long began;

    Clock(Connection control) {
        this.control = control;
    }

    void start() throws SQLException {
        wal = wal();
        began = System.nanoTime();
    }

    boolean isOver() {
        return System.nanoTime() - began > LIMIT.toNanos();
    }

    /** The sample since the start, up to now. */
    Sample stop(Shape shape, int connections, int run, long jobs) throws SQLException {
        return stop(shape, connections, run, jobs, System.nanoTime() - began);
    }

    /** The sample since the start, with a time taken elsewhere. */
    Sample stop(Shape shape, int connections, int run, long jobs, long nanos) throws SQLException {
        return new Sample(shape, connections, run, jobs, nanos, wal() - wal, 0);
    }

    private long wal() throws SQLException {
        try (PreparedStatement statement =
                        control.prepareStatement("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
