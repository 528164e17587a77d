package dev.awa.resilience;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How often each error was met. Safe for use by several threads. */
final class Errors {

    /** What a caller is told to retry, a key that is held, a lease that is lost. */
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "AW004", "AW005", "AW006");

    private final Map<String, AtomicInteger> counts = new ConcurrentSkipListMap<>();

    /** Counts an error. Throws one that is neither part of the game nor the end of the server. */
    void expect(SQLException e) throws SQLException {
        String state = String.valueOf(e.getSQLState());
        counts.computeIfAbsent(state, any -> new AtomicInteger()).incrementAndGet();
        if (!EXPECTED.contains(state) && !state.startsWith("08") && !state.startsWith("57")) {
            throw e;
        }
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
