package dev.awa.bench.shapes;

import dev.awa.bench.Transactions;
import java.sql.SQLException;

/** What a load costs from its construction on, per job: CPU time of server and client, WAL, transactions. */
final class Costs {
    private final Bench bench;
    private final Transactions transactions;
    private final double walBefore;
    private final Cpu cpu;
    private double serverNanos;
    private double clientNanos;
    private double walBytes;

    Costs(Bench bench) throws SQLException {
        this.bench = bench;
        transactions = bench.transactions();
        walBefore = bench.wal();
        cpu = new Cpu(bench);
    }

    /** Ends the measuring but for the transactions; the sessions of the load must still be there. */
    void stop() throws SQLException {
        serverNanos = cpu.serverNanos();
        clientNanos = cpu.clientNanos();
        walBytes = bench.wal() - walBefore;
    }

    /** Adds the figures of a row, after {@link #stop} and after the sessions of the load were closed. */
    void add(Result result, String row, long jobs, Latencies pickup) throws SQLException {
        result.add(row, "server CPU us/job", serverMicros(jobs))
                .add(row, "client CPU us/job", clientNanos / 1e3 / jobs)
                .add(row, "pickup p50 ms", pickup.millis(0.5))
                .add(row, "pickup p99 ms", pickup.millis(0.99))
                .add(row, "WAL B/job", walBytes / jobs)
                .add(row, "transactions/job", (double) transactions.count() / jobs);
    }

    double serverMicros(long jobs) {
        return serverNanos / 1e3 / jobs;
    }
}
