package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A queue as it is usually made: a table of jobs with a state, of which whoever works takes the first with SKIP LOCKED. */
final class PlainTable implements AutoCloseable {
    private final Connection control;
    private final String name;

    /** Makes the table, in the first schema of the search path. */
    PlainTable(Bench bench) throws SQLException {
        control = bench.control();
        name = bench.newQueue();
        execute("create table " + name + " (id bigint generated always as identity primary key,"
                + " state text not null default 'available', args jsonb not null)");
        execute("create index on " + name + " (id) where state = 'available'");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = control.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Enqueues so many jobs at once. */
    void fill(int jobs) throws SQLException {
        execute("insert into " + name + " (args) select '" + Producer.PAYLOAD + "' from generate_series(1, " + jobs
                + ")");
        execute("analyze " + name);
    }

    /** Enqueues a job at each step of a pace. */
    Pace.Step producer(Connection connection, Meter meter) throws SQLException {
        PreparedStatement insert =
                connection.prepareStatement("insert into " + name + " (args) values (?::jsonb) returning id");
        return (number, dueAt) -> {
            insert.setString(1, Producer.PAYLOAD);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                meter.enqueued(row.getLong(1), dueAt, System.nanoTime());
            }
        };
    }

    /** Takes and ends a job in two transactions. */
    Pollers.Taker taker(Connection connection) throws SQLException {
        PreparedStatement take =
                connection.prepareStatement("update " + name + " set state = 'running' where id = (select"
                        + " id from " + name + " where state = 'available' order by id limit 1 for update skip locked)"
                        + " returning id, args");
        PreparedStatement end = connection.prepareStatement("update " + name + " set state = 'completed' where id = ?");
        return (latencies, started) -> {
            long began = System.nanoTime();
            long job;
            try (ResultSet row = take.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                job = row.getLong(1);
            }
            latencies.add(System.nanoTime() - began);
            started.accept(job);
            end.setLong(1, job);
            end.executeUpdate();
            return true;
        };
    }

    @Override
    public void close() throws SQLException {
        execute("drop table " + name);
    }
}
