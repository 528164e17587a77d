package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.Transactions;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What all shapes share: the database, the options, names for queues, and the wish to stop. */
final class Bench implements AutoCloseable {
    private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

    private final String jdbcUrl;
    private final WorkerBenchmark.Options options;
    private final PrintWriter progress;
    private final Connection control;
    private final String prefix = "bench_" + UUID.randomUUID().toString().substring(0, 8) + "_";
    private final AtomicInteger queues = new AtomicInteger();
    private volatile boolean stopped;

    Bench(String jdbcUrl, WorkerBenchmark.Options options, PrintWriter progress) throws SQLException {
        this.jdbcUrl = jdbcUrl;
        this.options = options;
        this.progress = progress;
        control = connect();
        Transactions.watch(control);
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    WorkerBenchmark.Options options() {
        return options;
    }

    /** For statements about the server; only the thread that runs the shapes uses it. */
    Connection control() {
        return control;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl);
    }

    DataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        return source;
    }

    /** A queue that nobody has used. */
    String newQueue() {
        return prefix + queues.incrementAndGet();
    }

    void say(String line) {
        progress.println(line);
        progress.flush();
    }

    void stop() {
        stopped = true;
    }

    /** Throws if the benchmark was told to stop. */
    void checkpoint() {
        if (stopped) {
            throw new BenchmarkException("Stopped.");
        }
    }

    /** Waits for a condition, looking every millisecond; throws when the time is over before. */
    void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            checkpoint();
            if (System.nanoTime() - end > 0) {
                throw new BenchmarkException("Waited " + limit.toSeconds() + " s in vain: " + what + ".");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            checkpoint();
            LockSupport.parkNanos(Math.min(left, Duration.ofMillis(20).toNanos()));
        }
    }

    /** The single value of a query, as a number; 0 for null. */
    double number(String sql) throws SQLException {
        try (Statement statement = control.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    /** Bytes of WAL that the server has written since it was set up. */
    double wal() throws SQLException {
        return number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }

    /** Transactions of this database from now on. */
    Transactions transactions() throws SQLException {
        return new Transactions(control, control.getCatalog());
    }

    @Override
    public void close() throws SQLException {
        control.close();
    }
}
