package dev.awa.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The schedule of a demo, deleted on close; all by plain SQL. */
final class DemoSchedule implements AutoCloseable {
    private static final String NAME = "awa_demo";
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Connection connection;
    private final PrintWriter out;
    private final String firstFire;

    private DemoSchedule(Connection connection, PrintWriter out, String firstFire) {
        this.connection = connection;
        this.out = out;
        this.firstFire = firstFire;
    }

    /** Puts it; it ends by itself if the demo is killed. */
    static DemoSchedule put(Connection connection, PrintWriter out, String args) throws SQLException {
        String sql = """
                select sentence, next_fires[1] from awa.put_schedule('%s', '*/5 * * * * *', kind => 'deliver_webhook',
                    args => ?::jsonb, opts => jsonb_build_object('max_attempts', 3, 'end_at', now() + interval '2 minutes'))""".formatted(NAME);
        try (PreparedStatement put = connection.prepareStatement(sql)) {
            put.setString(1, args);
            try (ResultSet row = put.executeQuery()) {
                row.next();
                out.println(sql.replace("?::jsonb", "'" + args + "'"));
                out.printf("    -- %s First at %s.%n", row.getString(1), row.getString(2));
                out.flush();
                return new DemoSchedule(connection, out, row.getString(2));
            }
        }
    }

    /** Shows fires whose jobs have ended, until there are so many. */
    void awaitFires(int wanted) throws SQLException, InterruptedException {
        out.println();
        long start = System.nanoTime();
        long last = 0;
        int seen = 0;
        while (seen < wanted) {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select id, kind, state, metadata -> 'schedule' ->> 'fire_at' as fire_at,
                           extract(epoch from attempted_at - (metadata -> 'schedule' ->> 'fire_at')::timestamptz) * 1000 as late
                      from awa.jobs
                     where id > ? and finalized_at is not null and metadata -> 'schedule' ->> 'name' = ?
                       and (metadata -> 'schedule' ->> 'fire_at')::timestamptz >= ?::timestamptz
                     order by id""")) {
                statement.setLong(1, last);
                statement.setString(2, NAME);
                statement.setString(3, firstFire);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        last = row.getLong("id");
                        seen++;
                        out.printf(
                                Locale.ROOT,
                                "#%-6d %-16s of schedule %s, fire of %s: %s, claimed %.0f ms after it%n",
                                last,
                                row.getString("kind"),
                                NAME,
                                row.getString("fire_at"),
                                row.getString("state"),
                                row.getDouble("late"));
                        out.flush();
                    }
                }
            }
            if (System.nanoTime() - start > PATIENCE_NS) {
                throw new CliException("Schedule " + NAME + " has not fired " + wanted + " times in 60 s.");
            }
            TimeUnit.MILLISECONDS.sleep(100); // polls the view, as any client would
        }
    }

    @Override
    public void close() throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("select from awa.delete_schedule(?)")) {
            delete.setString(1, NAME);
            delete.execute();
        }
    }
}
