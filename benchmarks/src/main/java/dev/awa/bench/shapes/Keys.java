package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What keys of each sort cost, against jobs without any: enqueued one by one, in batches, and drained. */
final class Keys extends WorkerShape {
    private static final int CONCURRENCY = 64;
    private static final int BATCHES_SHARE = 10;
    private static final int ALONE_SHARE = 1000;
    private static final int FEWEST = 4;

    /** So that a session has planned its statements before it counts. */
    private static final int BEFORE = 6;

    Keys() {
        super("keys", "Enqueue alone, in batches of " + Producer.BATCH + ", and drain, with keys and without");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        result.picture("batches x plain");
        Rates plain = measure(bench, result, new Sort("no key", "", i -> i, 1), null);
        measure(bench, result, new Sort("unique, all different", "unique_by", i -> i, 1), plain);
        measure(bench, result, new Sort("unique, every other a duplicate", "unique_by", i -> i / 2, 1), plain);
        measure(bench, result, new Sort("ordering, 36 characters", "ordering_key", i -> i, 1), plain);
        measure(bench, result, new Sort("concurrency, 1 key", "opts", i -> 0, 100), plain);
        measure(bench, result, new Sort("concurrency, 100 keys", "opts", i -> i % 100, 20), plain);
        measure(bench, result, new Sort("concurrency, a key each", "opts", i -> i, 4), plain);
        result.note(String.format(
                Locale.ROOT,
                "%,d jobs in batches, a 100th, a 20th and a 4th of them with concurrency keys; %,d alone.",
                jobs(bench, BATCHES_SHARE),
                jobs(bench, ALONE_SHARE)));
    }

    private static int jobs(Bench bench, int share) {
        return Math.max(FEWEST, bench.options().jobs() / share);
    }

    private record Rates(double alone, double batches, double drained) {}

    /**
     * A sort of key.
     *
     * @param argument of insert_job, also of a job of insert_jobs, that has the key; empty for none
     * @param key its number, by that of the job
     * @param share of the jobs in batches; jobs of one key run one after the other, which takes its time
     */
    private record Sort(String row, String argument, IntUnaryOperator key, int share) {
        /** What the argument is for a job; keys of different runs are different. */
        String value(String run, int job) {
            int number = key.applyAsInt(job);
            return switch (argument) {
                case "unique_by" -> "{\"key\":\"" + run + ":" + number + "\"}";
                case "opts" -> "{\"concurrency_key\":\"" + run + ":" + number + "\"}";
                default -> new UUID(run.hashCode(), number).toString();
            };
        }

        /** The argument as a further member of a job, with a comma in front. */
        String member(String run, int job) {
            if (argument.isEmpty()) {
                return "";
            }
            String value = value(run, job);
            return ",\"" + argument + "\":" + (value.startsWith("{") ? value : '"' + value + '"');
        }

        PreparedStatement prepare(Connection connection) throws SQLException {
            return connection.prepareStatement("select id from awa.insert_job('" + Producer.KIND + "', ?::jsonb, ?"
                    + switch (argument) {
                        case "" -> "";
                        case "ordering_key" -> ", ordering_key => ?";
                        default -> ", " + argument + " => ?::jsonb";
                    }
                    + ")");
        }

        /** How many different jobs so many enqueues make. */
        long made(int jobs) {
            return argument.equals("unique_by")
                    ? IntStream.range(0, jobs).map(key).distinct().count()
                    : jobs;
        }
    }

    private static Rates measure(Bench bench, Result result, Sort sort, @Nullable Rates plain) throws SQLException {
        bench.checkpoint();
        String queue = bench.newQueue();
        Set<Long> ids = new HashSet<>();
        int inBatches = jobs(bench, BATCHES_SHARE * sort.share);
        int alone = jobs(bench, ALONE_SHARE);
        double aloneRate = alone(bench, sort, queue, alone, ids);
        double batchesRate = batches(bench, sort, queue, inBatches, ids);
        long expected = sort.made(BEFORE + alone) + sort.made(BEFORE) + sort.made(inBatches);
        if (ids.size() != expected) {
            throw new IllegalStateException(sort.row + ": " + ids.size() + " jobs were made, not " + expected);
        }
        var accounts = new Accounts();
        ids.forEach(accounts::enqueued);
        double drainedRate = Drains.empty(bench, List.of(queue), CONCURRENCY, Duration.ZERO, accounts)
                .perSecond();
        result.account(accounts.balance());
        var rates = new Rates(aloneRate, batchesRate, drainedRate);
        Rates base = plain == null ? rates : plain;
        result.add(sort.row, "alone/s", aloneRate)
                .add(sort.row, "alone x plain", aloneRate / base.alone)
                .add(sort.row, "in batches/s", batchesRate)
                .add(sort.row, "batches x plain", batchesRate / base.batches)
                .add(sort.row, "drained/s", drainedRate)
                .add(sort.row, "drained x plain", drainedRate / base.drained);
        return rates;
    }

    private static double alone(Bench bench, Sort sort, String queue, int jobs, Set<Long> ids) throws SQLException {
        try (Connection connection = bench.connect();
                PreparedStatement insert = sort.prepare(connection)) {
            long began = System.nanoTime();
            for (int i = -BEFORE; i < jobs; i++) {
                if (i == 0) {
                    began = System.nanoTime();
                }
                insert.setString(1, Producer.PAYLOAD);
                insert.setString(2, queue);
                if (!sort.argument.isEmpty()) {
                    insert.setString(3, sort.value(queue + ":alone", BEFORE + i));
                }
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    ids.add(row.getLong(1));
                }
            }
            return jobs * 1e9 / (System.nanoTime() - began);
        }
    }

    private static double batches(Bench bench, Sort sort, String queue, int jobs, Set<Long> ids) throws SQLException {
        try (var producer = new Producer(bench.connect())) {
            ids.addAll(producer.batch(queue, BEFORE, i -> sort.member(queue + ":before", i)));
            long began = System.nanoTime();
            for (int from = 0; from < jobs; from += Producer.BATCH) {
                int first = from;
                ids.addAll(producer.batch(
                        queue, Math.min(Producer.BATCH, jobs - from), i -> sort.member(queue, first + i)));
            }
            return jobs * 1e9 / (System.nanoTime() - began);
        }
    }
}
