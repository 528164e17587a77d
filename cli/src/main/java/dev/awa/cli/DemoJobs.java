package dev.awa.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** The jobs that a demo has enqueued, and what has become of them; all by plain SQL on one connection. */
final class DemoJobs {
    static final String TABLE = "awa_demo.orders";

    private static final long PATIENCE_FOR_A_WORKER_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(3);

    private final Connection connection;
    private final PrintWriter out;
    private final Map<Long, Look> jobs = new LinkedHashMap<>();

    private record Look(String state, int attempt, @Nullable String progress) {
        boolean tellsNews() {
            return !state.equals("available") && (!state.equals("running") || progress != null);
        }

        boolean hasEnded() {
            return state.equals("completed") || state.equals("failed") || state.equals("cancelled");
        }
    }

    DemoJobs(Connection connection, PrintWriter out) {
        this.connection = connection;
        this.out = out;
    }

    /** The primary key makes a row that is loaded twice an error. */
    void createTable() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists awa_demo");
            statement.execute("drop table if exists " + TABLE);
            statement.execute("""
                    create table awa_demo.orders (
                        order_id bigint primary key, ordered_at timestamptz, customer text, email text, country text,
                        item text, quantity int, total_cents int
                    )""");
        }
    }

    /** Runs a statement that answers with rows of insert_job's shape. */
    void insert(String meaning, String sql, String argument) throws SQLException {
        var outcomes = new TreeMap<String, Integer>();
        String ids = "";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, argument);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    jobs.put(row.getLong("id"), new Look(row.getString("state"), 0, null));
                    outcomes.merge(row.getString("outcome"), 1, Integer::sum);
                    ids = ids.isEmpty() ? "#" + row.getLong("id") : ids.split(" ")[0] + " to #" + row.getLong("id");
                }
            }
        }
        out.println(sql.replaceFirst("\\?::jsonb", "'" + Matcher.quoteReplacement(shortened(argument)) + "'"));
        out.printf("    -- %s %s: %s%n", ids, outcomes, meaning);
        out.flush();
    }

    /** Puts a schedule that fires every five seconds, and ends by itself if nobody deletes it. */
    DemoSchedule schedule(String args) throws SQLException {
        return DemoSchedule.put(connection, out, args);
    }

    DemoLimit limit(String args) throws SQLException {
        return DemoLimit.put(connection, out, args);
    }

    private static String shortened(String json) {
        return json.length() <= 100 ? json : json.substring(0, 97) + "...";
    }

    /** Shows each change until all have ended; whether they ended as they should. */
    boolean watch(long expectedRows) throws SQLException, InterruptedException {
        out.println();
        long start = System.nanoTime();
        boolean started = false;
        while (true) {
            boolean changed = look();
            started |= changed;
            if (jobs.values().stream().allMatch(Look::hasEnded)) {
                return summary(expectedRows, System.nanoTime() - start);
            }
            long waited = System.nanoTime() - start;
            if (!started && waited > PATIENCE_FOR_A_WORKER_NS) {
                throw new CliException("No worker has taken any of the " + jobs.size() + " jobs in 15 s: is an awa dev"
                        + " running on this database?");
            }
            if (waited > PATIENCE_NS) {
                throw new CliException("Not all jobs have ended after 3 minutes; they stay in the queue.");
            }
            TimeUnit.MILLISECONDS.sleep(50); // polls the view, as any client would
        }
    }

    /** Whether a worker has touched any job since the last look. */
    private boolean look() throws SQLException {
        Object[] open = jobs.entrySet().stream()
                .filter(job -> !job.getValue().hasEnded())
                .map(Map.Entry::getKey)
                .toArray();
        boolean changed = false;
        try (PreparedStatement statement = connection.prepareStatement("""
                select id, kind, state, attempt, progress ->> 'message' as progress, failures -> -1 ->> 'error' as error
                  from awa.jobs
                 where id = any (?)
                 order by id""")) {
            statement.setArray(1, connection.createArrayOf("bigint", open));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    var now = new Look(row.getString("state"), row.getInt("attempt"), row.getString("progress"));
                    if (!now.equals(jobs.put(row.getLong("id"), now)) && now.attempt() > 0) {
                        changed = true;
                        if (now.tellsNews()) {
                            show(row, now);
                        }
                    }
                }
            }
        }
        return changed;
    }

    private void show(ResultSet row, Look now) throws SQLException {
        String detail = now.progress() == null ? "" : now.progress();
        if (now.state().equals("retryable") || now.state().equals("failed")) {
            detail = row.getString("error");
        }
        out.printf(
                Locale.ROOT,
                "#%-6d %-16s attempt %d  %-10s %s%n",
                row.getLong("id"),
                row.getString("kind"),
                now.attempt(),
                now.state(),
                detail);
        out.flush();
    }

    private boolean summary(long expectedRows, long tookNs) throws SQLException {
        var states = new TreeMap<String, Integer>();
        jobs.values().forEach(job -> states.merge(job.state(), 1, Integer::sum));
        long rows;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + TABLE)) {
            row.next();
            rows = row.getLong(1);
        }
        boolean asExpected = rows == expectedRows && states.equals(Map.of("completed", jobs.size() - 1, "failed", 1));
        out.printf(
                Locale.ROOT,
                "%n%d jobs ended in %.1f s: %s; %s has %d of %d rows.%n",
                jobs.size(),
                tookNs / 1e9,
                states,
                TABLE,
                rows,
                expectedRows);
        if (!asExpected) {
            out.println("That is not what the demo should come to.");
        }
        out.flush();
        return asExpected;
    }
}
