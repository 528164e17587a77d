package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** How late scheduled jobs start, now and then and by the thousand, with many others scheduled far ahead if wanted. */
final class Scheduled extends WorkerShape {
    private static final int CONCURRENCY = 64;
    private static final int PER_SECOND = 1000;
    private static final int MOST_SECONDS = 15;
    private static final int MOST_ALONE = 150;

    private final SplittableRandom random = new SplittableRandom();
    private String queue = "";
    private int scheduledAhead;

    Scheduled() {
        super("scheduled", "Scheduled jobs: from run_at to the start of the handler");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        if (queue.isEmpty()) {
            queue = bench.newQueue();
        }
        int ahead = bench.options().ahead();
        if (scheduledAhead < ahead) {
            bench.say(String.format(Locale.ROOT, "%s: scheduling %,d jobs far ahead", name, ahead));
            scheduleAhead(bench, ahead);
            result.note(String.format(
                    Locale.ROOT, "%,d jobs in the same queue are scheduled 1 to 30 days ahead; they stay.", ahead));
        }
        int alone = Math.min(MOST_ALONE, Math.max(1, bench.options().jobs() / 100));
        var gaps = new long[alone];
        Arrays.setAll(gaps, i -> random.nextLong(50_000, 200_000));
        Arrays.parallelPrefix(gaps, Long::sum);
        lateness(bench, result, "one every 50 to 200 ms", gaps);
        result.toReach("one every 50 to 200 ms", "<= 10 ms");
        var many = new long[Math.min(MOST_SECONDS * PER_SECOND, bench.options().jobs())];
        Arrays.setAll(many, i -> random.nextLong(many.length * 1_000_000L / PER_SECOND + 1));
        lateness(bench, result, PER_SECOND + "/s", many);
        result.toReach(PER_SECOND + "/s", "p99 <= 100 ms with 10 M ahead");
    }

    private void scheduleAhead(Bench bench, int ahead) throws SQLException {
        Producer.parallel(
                bench,
                ahead,
                (producer, size) -> producer.batch(
                        queue,
                        size,
                        i -> runAt(Instant.now()
                                .plusSeconds(random(
                                        Duration.ofDays(1).toSeconds(),
                                        Duration.ofDays(30).toSeconds())))));
        scheduledAhead = ahead;
    }

    private synchronized long random(long from, long to) {
        return random.nextLong(from, to);
    }

    private static String runAt(Instant time) {
        return ",\"run_at\":\"" + time + "\"";
    }

    /** @param micros when each is due, after the first moment that leaves time to enqueue them all */
    private void lateness(Bench bench, Result result, String row, long[] micros) throws SQLException {
        bench.checkpoint();
        var clock = new ServerClock(bench);
        var accounts = new Accounts();
        var lateness = new Latencies();
        var dueAt = new ConcurrentHashMap<Long, Long>();
        try (AwaWorker worker = Workers.start(
                        bench.dataSource(),
                        List.of(queue),
                        CONCURRENCY,
                        Workers.handler(
                                id -> {
                                    lateness.add(clock.now() - dueAt.getOrDefault(id, 0L));
                                    accounts.started(id);
                                },
                                Duration.ZERO));
                var producer = new Producer(bench.connect())) {
            long first = clock.now() / 1000 + Duration.ofSeconds(2).toNanos() / 1000 + micros.length * 200L;
            for (int from = 0; from < micros.length; from += Producer.BATCH) {
                int offset = from;
                int size = Math.min(Producer.BATCH, micros.length - from);
                List<Long> ids = producer.batch(
                        queue, size, i -> runAt(Instant.EPOCH.plusNanos((first + micros[offset + i]) * 1000)));
                for (int i = 0; i < size; i++) {
                    dueAt.put(ids.get(i), (first + micros[offset + i]) * 1000);
                    accounts.enqueued(ids.get(i));
                }
            }
            Workers.awaitDone(bench, worker, accounts);
        }
        result.add(row, "late p50 ms", lateness.millis(0.5))
                .add(row, "late p99 ms", lateness.millis(0.99))
                .add(row, "late max ms", lateness.millis(1));
        result.account(accounts.balance());
    }
}
