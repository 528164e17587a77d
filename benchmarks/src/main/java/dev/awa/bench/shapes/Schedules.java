package dev.awa.bench.shapes;

import dev.awa.bench.BenchmarkException;
import dev.awa.client.AwaClient;
import dev.awa.client.FireValue;
import dev.awa.client.JobKind;
import dev.awa.client.NewSchedule;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** How late the jobs of schedules start, every second, in a worker that sleeps in between. */
final class Schedules extends WorkerShape {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int AT_ONCE = 100;
    /** So long before the first fire the schedules are put, which must have ended by then. */
    private static final int LEAD_SECONDS = 5;

    private static final JobKind<String> KIND = JobKind.json(Producer.KIND);
    private static final Pattern FIRE = Pattern.compile("\"at\": ?\"(.*?)\"");

    Schedules() {
        super("schedules", "Schedules that fire every second: from the time of the fire to the start of the handler");
    }

    @Override
    boolean isLong() {
        return true;
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        Duration time =
                bench.options().time() == null ? MINUTE : bench.options().time();
        lateness(bench, result, "one schedule", 1, time);
        result.toReach("one schedule", "p50 <= 20, p99 <= 100 ms");
        lateness(bench, result, AT_ONCE + " schedules", AT_ONCE, time);
        result.picture("late p50 ms");
    }

    private void lateness(Bench bench, Result result, String row, int schedules, Duration time) throws SQLException {
        bench.say(name + ": " + row + ", every second for " + time.toSeconds() + " s");
        String queue = bench.newQueue();
        AwaClient awa = AwaClient.create(bench.dataSource());
        var clock = new ServerClock(bench);
        var accounts = new Accounts();
        var lateness = new Latencies();
        var firstLateness = new Latencies();
        long fires = time.toSeconds() + 1;
        try (AwaWorker worker = Workers.start(bench.dataSource(), List.of(queue), 64, (args, job) -> {
            long late = clock.now() - nanos(args);
            // the first fires find sessions and code that are cold
            (accounts.started() < schedules ? firstLateness : lateness).add(late);
            accounts.started(job.id());
            return JobResult.done();
        })) {
            Instant first = Instant.EPOCH
                    .plusNanos(clock.now())
                    .truncatedTo(ChronoUnit.SECONDS)
                    .plusSeconds(LEAD_SECONDS);
            awa.applySchedules(
                    IntStream.range(0, schedules)
                            .mapToObj(i -> everySecond(queue, i, first, first.plusSeconds(fires - 1)))
                            .toList(),
                    o -> o.source(queue));
            bench.await(
                    "not all of " + fires * schedules + " fires were run",
                    Workers.limit(fires * 1000),
                    () -> accounts.started() + accounts.startedAgain() >= fires * schedules
                            && worker.load().isIdle());
        } finally {
            awa.applySchedules(List.of(), o -> o.source(queue).prune());
        }
        note(bench, queue, accounts);
        result.add(row, "late p50 ms", lateness.millis(0.5))
                .add(row, "late p99 ms", lateness.millis(0.99))
                .add(row, "late max ms", lateness.millis(1))
                .add(row, "first fire max ms", firstLateness.millis(1))
                .add(row, "fires", fires * schedules);
        result.account(accounts.balance());
    }

    private static NewSchedule everySecond(String queue, int number, Instant first, Instant last) {
        return NewSchedule.of(
                queue + "_" + number,
                "* * * * * *",
                ZoneOffset.UTC,
                KIND,
                "{}",
                o -> o.queue(queue)
                        .argOfFire("at", FireValue.TIME)
                        .startAt(first)
                        .endAt(last));
    }

    private static long nanos(String args) {
        Matcher fire = FIRE.matcher(args);
        if (!fire.find()) {
            throw new BenchmarkException("A job has no time of its fire, but " + args + ".");
        }
        return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.parse(fire.group(1)));
    }

    /** Each job that is there is one that was to be run. */
    private static void note(Bench bench, String queue, Accounts accounts) throws SQLException {
        try (PreparedStatement made = bench.control().prepareStatement("select id from awa.jobs where queue = ?")) {
            made.setString(1, queue);
            try (ResultSet rows = made.executeQuery()) {
                while (rows.next()) {
                    accounts.enqueued(rows.getLong(1));
                }
            }
        }
    }
}
