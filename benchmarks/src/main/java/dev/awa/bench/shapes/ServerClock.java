package dev.awa.bench.shapes;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The server's time, told without asking it: the difference of the clocks is measured once. */
final class ServerClock {
    private static final int ASKED = 50;

    /** Nanoseconds since 1970 at the server, less {@link System#nanoTime()} here. */
    private final long offset;

    /** Half of the shortest round trip bounds the error. */
    ServerClock(Bench bench) throws SQLException {
        long shortest = Long.MAX_VALUE;
        long best = 0;
        try (PreparedStatement ask =
                bench.control().prepareStatement("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")) {
            for (int i = 0; i < ASKED; i++) {
                long before = System.nanoTime();
                try (ResultSet row = ask.executeQuery()) {
                    row.next();
                    long after = System.nanoTime();
                    if (after - before < shortest) {
                        shortest = after - before;
                        best = row.getLong(1) * 1000 - (before + after) / 2;
                    }
                }
            }
        }
        offset = best;
    }

    /** Nanoseconds since 1970. */
    long now() {
        return System.nanoTime() + offset;
    }
}
