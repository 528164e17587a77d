package dev.awa.bench.peers.adapter;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The floor: INSERTs of the same payload into a table with nothing but a primary key. */
public final class BareTable implements QueueUnderTest {

    public static void main(String[] args) throws IOException {
        AdapterProgram.serve(new BareTable());
    }

    @Override
    public boolean hasWorkers() {
        return false;
    }

    @Override
    public String name() {
        return "bare INSERT";
    }

    @Override
    public String version() {
        return "no queue at all";
    }

    @Override
    public Map<String, String> paths() {
        return Map.of("batch", "one multi-row INSERT", "single", "one single-row INSERT");
    }

    @Override
    public void setup(Target target) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table bare (
                      id bigint generated always as identity primary key,
                      payload jsonb not null,
                      created_at timestamptz not null default now()
                    )""");
        }
    }

    @Override
    public Producer producer(Target target, int connections) throws SQLException {
        List<Connection> open = new ArrayList<>();
        BlockingQueue<PreparedStatement> singles = new ArrayBlockingQueue<>(connections);
        for (int i = 0; i < connections; i++) {
            open.add(DriverManager.getConnection(target.jdbcUrl()));
            singles.add(open.get(i).prepareStatement("insert into bare (payload) values (?::jsonb)"));
        }
        return new Producer() {
            @Override
            public void batch(long first, int jobs) throws SQLException {
                String rows = String.join(", ", Collections.nCopies(jobs, "(?::jsonb)"));
                // the driver caches what it has prepared by the text
                try (PreparedStatement statement =
                        open.get(0).prepareStatement("insert into bare (payload) values " + rows)) {
                    for (int i = 0; i < jobs; i++) {
                        statement.setString(i + 1, Payload.json(first + i));
                    }
                    statement.executeUpdate();
                }
            }

            @Override
            public void one(long number) throws SQLException, InterruptedException {
                PreparedStatement statement = singles.take();
                statement.setString(1, Payload.json(number));
                statement.executeUpdate();
                singles.add(statement);
            }

            @Override
            public void close() throws SQLException {
                for (Connection connection : open) {
                    connection.close();
                }
            }
        };
    }

    @Override
    public AutoCloseable work(Target target, int workers, JobBody body) {
        throw new UnsupportedOperationException("a bare table has no workers");
    }

    @Override
    public long remaining(Target target) {
        return 0;
    }
}
