package dev.awa.bench.peers;

import dev.awa.bench.peers.adapter.AdapterProgram;
import dev.awa.bench.peers.adapter.QueueUnderTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A queue of one table and one thread, with a fault of its own in each variant. */
final class FakeQueue implements QueueUnderTest {
    private static final String TAKE = "delete from fake where number = (select number from fake order by number"
            + " for update skip locked limit 1) returning number";

    private final String fault;

    private FakeQueue(String fault) {
        this.fault = fault;
    }

    public static void main(String[] args) throws IOException {
        AdapterProgram.serve(new FakeQueue(args.length == 0 ? "none" : args[0]));
    }

    @Override
    public boolean hasWorkers() {
        return true;
    }

    @Override
    public String name() {
        return "a fake";
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public Map<String, String> paths() {
        return Map.of("batch", "insert", "single", "insert", "work", "delete");
    }

    @Override
    public void setup(Target target) throws SQLException {
        if (fault.equals("mute")) {
            throw new IllegalStateException("this one never starts");
        }
        execute(target, "create table fake (number bigint primary key)");
    }

    private static void execute(Target target, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public Producer producer(Target target, int connections) {
        return new Producer() {
            @Override
            public void batch(long first, int jobs) throws SQLException {
                int kept = fault.equals("loses") ? jobs - 1 : jobs;
                execute(target, "insert into fake select generate_series(" + first + ", " + (first + kept - 1) + ")");
            }

            @Override
            public void one(long number) throws SQLException {
                execute(target, "insert into fake values (" + number + ")");
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    @Override
    public AutoCloseable work(Target target, int workers, JobBody body) throws SQLException {
        Connection connection = DriverManager.getConnection(target.jdbcUrl());
        var worker = new Thread(() -> run(connection, body), "fake-worker");
        worker.start();
        return () -> {
            worker.interrupt();
            worker.join();
            connection.close();
        };
    }

    private void run(Connection connection, JobBody body) {
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            while (!Thread.currentThread().isInterrupted()) {
                long number = take(take);
                if (number == 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    continue;
                }
                if (fault.equals("dies")) {
                    Runtime.getRuntime().halt(3);
                }
                body.run(number);
                if (fault.equals("doubles")) {
                    body.run(number);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long take(PreparedStatement take) throws SQLException {
        try (ResultSet row = take.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public long remaining(Target target) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from fake")) {
            row.next();
            return row.getLong(1);
        }
    }
}
