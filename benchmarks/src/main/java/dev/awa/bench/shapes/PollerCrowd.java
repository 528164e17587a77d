package dev.awa.bench.shapes;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What many pollers cost that find nothing most of the time, beside the usual way on a plain table. */
final class PollerCrowd extends WorkerShape {
    private static final int POLLERS = 1000;
    private static final int POLLS_PER_SECOND = 1000;
    private static final int JOBS_PER_SECOND = 100;

    /** So that each session has planned its statements before it counts. */
    private static final int POLLS_BEFORE = 10;

    PollerCrowd() {
        super(
                "pollers-1000",
                String.format(
                        Locale.ROOT,
                        "%,d pollers, each of which looks once a second for one of %,d jobs a second",
                        POLLERS,
                        JOBS_PER_SECOND));
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        result.picture("server CPU us/job");
        double plain = onPlainTable(bench, result);
        double awa = onAwa(bench, result);
        result.add(Pollers.PLAIN, "CPU x plain", 1);
        result.add(Pollers.AWA, "CPU x plain", awa / plain);
        result.toReach(Pollers.AWA, "<= 1.00");
    }

    private static double onPlainTable(Bench bench, Result result) throws SQLException {
        var meter = new Meter();
        var taking = new Latencies();
        try (var table = new PlainTable(bench)) {
            Measured measured;
            try (var producer = new Sessions(bench, 1);
                    var pollers = new Sessions(bench, bench.options().connections())) {
                measured = measure(
                        bench,
                        meter,
                        producer.each(connection -> table.producer(connection, meter)),
                        pollers.each(connection -> {
                            Pollers.Taker taker = table.taker(connection);
                            return (number, dueAt) -> taker.next(taking, meter::started);
                        }));
            }
            return measured.add(result, Pollers.PLAIN, meter, taking);
        }
    }

    private static double onAwa(Bench bench, Result result) throws SQLException {
        String queue = bench.newQueue();
        var meter = new Meter();
        var taking = new Latencies();
        List<UUID> workers = SqlWorker.register(
                bench.control(),
                List.of(queue),
                Math.min(POLLERS, bench.options().jobs()));
        Measured measured;
        try (var producer = new Sessions(bench, 1);
                var pollers = new Sessions(bench, bench.options().connections())) {
            measured = measure(
                    bench,
                    meter,
                    producer.each(connection -> new Producer(connection).pacedTo(queue, meter)),
                    pollers.each(connection -> {
                        var calls = new SqlWorker(connection);
                        return (number, dueAt) ->
                                calls.next(workers.get((int) (number % workers.size())), queue, taking, meter::started);
                    }));
        } finally {
            SqlWorker.deregister(bench.control(), workers);
        }
        result.note(String.format(
                Locale.ROOT,
                "%,d pollers over %,d connections; a claim of Awa is committed asynchronously, as its workers do.",
                workers.size(),
                bench.options().connections()));
        result.account(meter.accounts().balance());
        return measured.add(result, Pollers.AWA, meter, taking);
    }

    private record Measured(int jobs, Costs costs, double pollsPerSecond) {
        /** The server's CPU time per job. */
        double add(Result result, String row, Meter meter, Latencies taking) throws SQLException {
            result.add(row, "polls/s", pollsPerSecond);
            costs.add(result, row, jobs, meter.pickup());
            result.add(row, "take p50 ms", taking.millis(0.5));
            return costs.serverMicros(jobs);
        }
    }

    private static Measured measure(Bench bench, Meter meter, List<Pace.Step> producer, List<Pace.Step> pollers)
            throws SQLException {
        for (Pace.Step poller : pollers) {
            bench.checkpoint();
            for (int i = 0; i < POLLS_BEFORE; i++) {
                poller.take(i, System.nanoTime());
            }
        }
        int jobs = Pace.jobs(bench, JOBS_PER_SECOND);
        var costs = new Costs(bench);
        long began = System.nanoTime();
        double pollsPerSecond;
        try (var polling = new Pace(POLLS_PER_SECOND, Long.MAX_VALUE, pollers);
                var producing = new Pace(JOBS_PER_SECOND, jobs, producer)) {
            producing.await(bench, jobs);
            bench.await("not all of " + jobs + " jobs were taken", Workers.limit(jobs), () -> {
                polling.check();
                return meter.accounts().started() >= jobs;
            });
            pollsPerSecond = polling.taken() * 1e9 / (System.nanoTime() - began);
        }
        costs.stop();
        return new Measured(jobs, costs, pollsPerSecond);
    }
}
