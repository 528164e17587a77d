package dev.awa.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A limit that a demo changes while its jobs run, deleted on close; all by plain SQL. */
final class DemoLimit implements AutoCloseable {
    private static final String NAME = "awa_demo";
    private static final int JOBS = 16;
    private static final int SLOW_ONES = 4;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Connection connection;
    private final PrintWriter out;
    private final long before;

    private DemoLimit(Connection connection, PrintWriter out, long before) {
        this.connection = connection;
        this.out = out;
        this.before = before;
    }

    /** Puts it, 2 starts a second, and inserts jobs of one key. */
    static DemoLimit put(Connection connection, PrintWriter out, String args) throws SQLException {
        out.println();
        setRate(connection, out, 2);
        String sql = """
                select min(id), count(*) from generate_series(1, %s) n, awa.insert_job('deliver_webhook', ?::jsonb || jsonb_build_object('n', n),
                    opts => '{"limits": [{"name": "%s", "key": "shop"}]}')""".formatted(JOBS, NAME);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, args);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                out.println(sql.replace("?::jsonb", "'" + args + "'::jsonb"));
                out.printf("    -- %s jobs%n", row.getString(2));
                out.flush();
                return new DemoLimit(connection, out, row.getLong(1) - 1);
            }
        }
    }

    /** Shows their starts, and raises the limit when some have started. */
    void awaitStarts() throws SQLException, InterruptedException {
        long start = System.nanoTime();
        int seen = 0;
        while (seen < JOBS) {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select id, extract(epoch from attempted_at - min(attempted_at) over ()) as since
                      from awa.jobs
                     where id > ? and attempted_at is not null and options -> 'limits' -> 0 ->> 'name' = ?
                     order by attempted_at, id
                    offset ?""")) {
                statement.setLong(1, before);
                statement.setString(2, NAME);
                statement.setInt(3, seen);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        seen++;
                        out.printf(
                                Locale.ROOT,
                                "#%-6d %-16s started under limit %s, %.2f s after the first%n",
                                row.getLong("id"),
                                "deliver_webhook",
                                NAME,
                                row.getDouble("since"));
                        out.flush();
                        if (seen == SLOW_ONES) {
                            setRate(connection, out, 20);
                        }
                    }
                }
            }
            if (System.nanoTime() - start > PATIENCE_NS) {
                throw new CliException(
                        "Of " + JOBS + " jobs under limit " + NAME + " only " + seen + " have started in 60 s.");
            }
            TimeUnit.MILLISECONDS.sleep(50); // polls the view, as any client would
        }
    }

    private static void setRate(Connection connection, PrintWriter out, int rate) throws SQLException {
        String sql = "select outcome from awa.put_limit('" + NAME + "', '{\"rate\": " + rate + "}')";
        try (PreparedStatement put = connection.prepareStatement(sql);
                ResultSet row = put.executeQuery()) {
            row.next();
            out.println(sql);
            out.println("    -- " + row.getString(1));
            out.flush();
        }
    }

    @Override
    public void close() throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("select from awa.delete_limit(?)")) {
            delete.setString(1, NAME);
            delete.execute();
        }
    }
}
