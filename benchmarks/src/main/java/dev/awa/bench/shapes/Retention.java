package dev.awa.bench.shapes;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keeps completed jobs for a short time only while something runs for long, so that the ledger has to reclaim its space. */
final class Retention implements AutoCloseable {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int SHARE = 20;

    private final Bench bench;
    private final String keepShortly;
    private final @Nullable String before;

    /** For a run of a given length. Where the caller may not change it, history is kept as it is, and the result says so. */
    Retention(Bench bench, Result result, Duration length) throws SQLException {
        this.bench = bench;
        Duration keep = length.dividedBy(SHARE);
        keep = keep.compareTo(SHORTEST) < 0 ? SHORTEST : keep.compareTo(LONGEST) > 0 ? LONGEST : keep;
        keepShortly = keep.toSeconds() + " s";
        before = configure("{}", result);
        if (before != null) {
            keep(keepShortly);
            result.note(String.format(Locale.ROOT, "Completed jobs are kept for %d s meanwhile.", keep.toSeconds()));
        }
    }

    /** Has all history kept as before, until it is resumed. */
    void suspend() throws SQLException {
        if (before != null) {
            keep(before);
        }
    }

    void resume() throws SQLException {
        if (before != null) {
            keep(keepShortly);
        }
    }

    private void keep(String interval) throws SQLException {
        configure("{\"keep_completed\": \"" + interval + "\"}", null);
    }

    private @Nullable String configure(String settings, @Nullable Result result) throws SQLException {
        try (PreparedStatement statement =
                bench.control().prepareStatement("select keep_completed from awa.configure(?::jsonb)")) {
            statement.setString(1, settings);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            if (result == null || !"42501".equals(e.getSQLState())) {
                throw e;
            }
            result.note("All history is kept: this user may not call awa.configure.");
            return null;
        }
    }

    @Override
    public void close() throws SQLException {
        suspend();
    }
}
