package dev.awa.bench;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Compares Awa's SQL functions with the bare INSERT, in one run, taking turns.
 *
 * <p>It works in schema awa_bench, which it makes and drops, and in queues of its own named bench_..., whose jobs stay in
 * the ledger as completed. {@link #run} may be called once; {@link #stop} from any thread.
 */
public final class SqlBenchmark {
    /** Jobs per statement in the batch shapes. */
    static final int BATCH = 500;

    /** Connections in the wide form of the single shapes. */
    static final int WIDE = 32;

    /** Length of a payload as JSON text. */
    static final int PAYLOAD_BYTES = 256;

    private static final String SCHEMA_NOTE = "scratch tables of awa bench";

    private final Connections server;
    private final Options options;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final String queuePrefix = "bench_" + UUID.randomUUID().toString().substring(0, 8);
    private final Accounting accounting = new Accounting();
    private volatile boolean stopped;

    /** Opens connections in autocommit mode; the benchmark closes them. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    /**
     * How much to measure.
     *
     * @param jobs per run of each batch shape, rounded up to whole batches; the single shapes take a fifth of it on 32
     *     connections and a fiftieth on one
     * @param runs of each shape
     * @param limit after which no further run begins; runs that were not made are missing in the report
     */
    public record Options(int jobs, int runs, Duration limit) {
        public Options {
            if (jobs < 1 || runs < 1) {
                throw new IllegalArgumentException("jobs and runs must be positive, not " + jobs + " and " + runs);
            }
        }

        int batches() {
            return (jobs + BATCH - 1) / BATCH;
        }

        int perConnection(int width) {
            return Math.max(1, width == 1 ? jobs / 50 : jobs / 5 / width);
        }

        Options warmUp() {
            return new Options(Math.max(1, jobs / 5), 1, limit);
        }
    }

    public SqlBenchmark(Connections server, Options options) {
        this.server = server;
        this.options = options;
    }

    /**
     * Measures, which takes minutes, and cleans up, also when it fails.
     *
     * @param progress gets a line per round
     * @throws BenchmarkException if it was stopped, or if a job was lost or handed out twice
     */
    public SqlReport run(PrintWriter progress) throws SQLException {
        try (Connection control = server.open()) {
            createSchema(control);
            try (var closer = new Sessions()) {
                return measure(control, closer, progress);
            } finally {
                execute(control, "drop schema awa_bench cascade");
            }
        } finally {
            finished.countDown();
        }
    }

    /** Tells a running benchmark to stop, and waits up to ten seconds until it has cleaned up. */
    public void stop() {
        stopped = true;
        try {
            finished.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void checkpoint() {
        if (stopped) {
            throw new BenchmarkException("Stopped.");
        }
    }

    private SqlReport measure(Connection control, Sessions sessions, PrintWriter progress) throws SQLException {
        Conditions conditions = Conditions.read(control);
        conditions.warnings().forEach(warning -> progress.println("Warning: " + warning));
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < WIDE; i++) {
            connections.add(sessions.add(server.open()));
        }
        Map<String, TableChanges> before = TableChanges.read(control);
        UUID worker = Workload.register(control, queuePrefix);
        var workload = new Workload(worker, accounting);
        var batches = new Batches(connections.get(0), new Clock(control), workload, this::checkpoint, queuePrefix);
        Instant began = Instant.now();
        var samples = new ArrayList<Sample>();
        var queues = new ArrayList<String>(batches.queues());
        boolean done = false;
        try (var singles = new Singles(server, control, connections, workload, this::checkpoint, queuePrefix)) {
            queues.addAll(singles.queues());
            progress.println("Warming up; then " + options.runs + " rounds.");
            progress.flush();
            round(0, options.warmUp(), batches, singles);
            for (int run = 1; run <= options.runs; run++) {
                if (run > 1 && Duration.between(began, Instant.now()).compareTo(options.limit) > 0) {
                    progress.println("The time is over: " + (run - 1) + " of " + options.runs + " rounds were made.");
                    break;
                }
                samples.addAll(round(run, options, batches, singles));
                progress.println("Round " + run + " of " + options.runs + " is done.");
                progress.flush();
            }
            done = true;
        } finally {
            if (!done) {
                for (String queue : queues) {
                    workload.sweep(control, queue);
                }
            }
            Workload.deregister(control, worker);
        }
        for (Connection connection : connections) {
            TableChanges.flush(connection);
        }
        TableChanges.flush(control);
        if (!accounting.isClean()) {
            throw new BenchmarkException("Jobs are missing: " + accounting + ".");
        }
        return new SqlReport(
                began,
                options,
                conditions,
                samples,
                accounting,
                TableChanges.since(before, TableChanges.read(control)));
    }

    private static List<Sample> round(int run, Options options, Batches batches, Singles singles) throws SQLException {
        var samples = new ArrayList<Sample>(batches.turn(run, options.batches()));
        for (int width : new int[] {1, WIDE}) {
            samples.addAll(singles.turn(run, width, options.perConnection(width)));
        }
        return samples;
    }

    /** A schema that a killed run has left is replaced, one of somebody else is not, and neither is one in use. */
    private static void createSchema(Connection control) throws SQLException {
        try (Statement statement = control.createStatement()) {
            try (ResultSet row = statement.executeQuery("select pg_try_advisory_lock(hashtext('awa bench'))")) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw new BenchmarkException("Another awa bench is running in this database.");
                }
            }
            try (ResultSet row = statement.executeQuery("select coalesce(obj_description(oid, 'pg_namespace'), '')"
                    + " from pg_namespace where nspname = 'awa_bench'")) {
                if (row.next() && !row.getString(1).equals(SCHEMA_NOTE)) {
                    throw new BenchmarkException(
                            "This database has a schema awa_bench that awa bench did not make; it needs that name.");
                }
            }
            statement.execute("drop schema if exists awa_bench cascade");
            statement.execute("create schema awa_bench");
            statement.execute("comment on schema awa_bench is '" + SCHEMA_NOTE + "'");
            statement.execute(Workload.BARE_TABLE);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Closes connections, all of them. */
    private static final class Sessions implements AutoCloseable {
        private final List<Connection> open = new ArrayList<>();

        Connection add(Connection connection) {
            open.add(connection);
            return connection;
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }
}
