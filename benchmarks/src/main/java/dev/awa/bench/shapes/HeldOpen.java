package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What becomes of the rate while something holds back vacuum, or the reclamation of space. */
final class HeldOpen extends WorkerShape {
    private static final int CONCURRENCY = 64;
    private static final Flow.Shape PRODUCERS = new Flow.Shape(2, Producer.BATCH);
    private static final int WINDOW = 20_000;
    private static final Duration USUAL = Duration.ofMinutes(10);

    private final What what;

    /** What is held for some time. */
    enum What {
        /** The snapshot of a transaction at REPEATABLE READ. */
        SNAPSHOT("held-snapshot", "a snapshot is held"),
        /** A transaction that has inserted a job. */
        TRANSACTION("held-transaction", "a writing transaction is held"),
        /** Nothing but the history: what the ledger's growth costs by itself. */
        HISTORY("kept-history", "nothing is held open, but all history is kept");

        private final String shape;
        private final String happens;

        What(String shape, String happens) {
            this.shape = shape;
            this.happens = happens;
        }
    }

    HeldOpen(What what) {
        super(what.shape, "Enqueue and run at full speed while " + what.happens);
        this.what = what;
    }

    @Override
    boolean isLong() {
        return true;
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        Duration held = Objects.requireNonNullElse(bench.options().time(), USUAL);
        Duration clean = held.dividedBy(2);
        String queue = bench.newQueue();
        var meter = new Meter();
        var timeline = new Timeline(bench, meter);
        double before;
        double during;
        double late;
        double after;
        Map<String, Long> heldRows;
        try (var retention = new Retention(bench, result, held);
                AwaWorker worker = Workers.start(bench, queue, CONCURRENCY, meter)) {
            try (Connection holder = bench.connect()) {
                try (Flow flow = Flow.closed(bench, queue, meter, PRODUCERS, WINDOW)) {
                    timeline.pass("clean", flow, clean.dividedBy(5));
                    before = timeline.pass("clean", flow, clean);
                    if (what == What.HISTORY) {
                        retention.suspend();
                    } else {
                        hold(holder, queue, meter);
                    }
                    during = timeline.pass("held", flow, held.multipliedBy(3).dividedBy(4));
                    late = timeline.pass("held", flow, held.dividedBy(4));
                }
                bench.await(
                        "the jobs that came before were not run while a transaction was held",
                        Workers.limit(WINDOW),
                        () -> meter.underWay() == (what == What.TRANSACTION ? 1 : 0));
                heldRows = Store.dead(bench, result);
                if (what == What.HISTORY) {
                    retention.resume();
                } else {
                    holder.commit();
                }
            }
            try (Flow flow = Flow.closed(bench, queue, meter, PRODUCERS, WINDOW)) {
                after = timeline.pass("clean again", flow, clean);
            }
            Workers.awaitDone(bench, worker, meter.accounts());
        }
        double reference = (before + after) / 2;
        String row = "held, last quarter";
        result.add("clean before", "jobs/s", before).add("clean before", "x clean", before / reference);
        result.add("held, first three quarters", "jobs/s", during)
                .add("held, first three quarters", "x clean", during / reference);
        result.add(row, "jobs/s", late).add(row, "x clean", late / reference);
        result.add("clean after", "jobs/s", after).add("clean after", "x clean", after / reference);
        if (what != What.HISTORY) {
            result.toReach(row, ">= 0.95; dead rows < 1000");
        }
        deadRows(result, "while it is held", heldRows);
        deadRows(result, "some time after", Store.dead(bench, result));
        result.note(String.format(
                Locale.ROOT,
                "Held for %.1f min; x clean is to the mean of before and after.",
                held.toSeconds() / 60.0));
        timeline.draw(result);
        result.account(meter.accounts().balance());
    }

    /** The job that it inserts counts as enqueued from now on, though it can be run only after the commit. */
    private void hold(Connection holder, String queue, Meter meter) throws SQLException {
        holder.setAutoCommit(false);
        if (what == What.SNAPSHOT) {
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        }
        try (Statement statement = holder.createStatement()) {
            statement.execute("set local idle_in_transaction_session_timeout = 0");
            statement.execute("select count(*) from pg_class");
        }
        if (what == What.TRANSACTION) {
            long now = System.nanoTime();
            try (var insert = Producer.prepareSingle(holder)) {
                meter.enqueued(Producer.single(insert, queue), now, now);
            }
        }
    }

    private static void deadRows(Result result, String when, Map<String, Long> dead) {
        result.add(
                "all tables, " + when,
                "dead rows",
                dead.values().stream().mapToLong(Long::longValue).sum());
        dead.forEach((table, rows) -> result.add(table + ", " + when, "dead rows", rows));
    }
}
