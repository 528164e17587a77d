package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Schedules that fire every second or two, and everybody who makes their fires at once: tickers, workers of plain SQL, the Java worker,
 * and somebody who pauses, resumes, changes and backfills them, on a database whose server goes down now and then.
 */
final class Fires implements AutoCloseable {

    /** The application of the sessions that tick. */
    static final String TICKER = "ticker";

    private static final int SCHEDULES = 12;
    private static final List<String> QUEUES = List.of("f0", "f1", "f2");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Every fourth is fired by tick alone, and cancels the job before. */
    private static final String PUT = """
            select p.outcome
            from awa.put_schedule(
              's' || ?::int, (array['@every 1s', '* * * * * *', '*/2 * * * * *', '@every 1s'])[1 + ?::int % 4],
              'Europe/Berlin', 'fire', jsonb_build_object('version', ?::int),
              jsonb_build_object(
                'queue', 'f' || ?::int % 3, 'catch_up', '{"policy": "all", "max": 1000}'::jsonb,
                'overlap', case when ?::int % 4 = 3 then 'cancel_other' else 'allow' end)) p""";

    /** All of a while before it was put. */
    private static final String BACKFILL = """
            select b.outcome
            from awa.schedules s, awa.backfill_schedule(s.name, ?::timestamptz, s.created_at, ?) b
            where s.name = 's' || ?::int""";

    private final PGSimpleDataSource dataSource;
    private final Crowd crowd;
    private final Errors errors = new Errors();
    private final String start;
    private final AwaWorker worker;
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger ticked = new AtomicInteger();
    private final List<Long> completed = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean meddling = true;

    /**
     * Puts the schedules into a database with Awa installed.
     *
     * @param tickers like dataSource, to be changed
     */
    Fires(PGSimpleDataSource dataSource, PGSimpleDataSource tickers, Crowd crowd) throws SQLException {
        this.dataSource = dataSource;
        this.crowd = crowd;
        try (Session session = Session.open(dataSource)) {
            // the ring turns all the time, but nothing that ended is forgotten
            session.run("select from awa.configure('{\"keep_completed\": \"1 s\"}')");
            session.run(
                    "select awa.configure_queue(q, '{\"create\": true, \"keep_completed\": \"1 day\"}') from unnest(string_to_array(?, ',')) q",
                    String.join(",", QUEUES));
            start = session.row("select date_trunc('second', clock_timestamp()) - interval '10 s'");
            session.begin();
            for (int i = 0; i < SCHEDULES; i++) {
                put(session, i, 0);
            }
            session.commit();
        }
        tickers.setApplicationName(TICKER);
        crowd.add("ticker", 3, random -> forever(tickers, random, this::goesOn, session -> tick(session, random)));
        crowd.add("claimer", 3, random -> new Claims(random).run());
        crowd.add(
                "meddler",
                1,
                random -> forever(dataSource, random, () -> meddling && goesOn(), session -> meddle(session, random)));
        AwaWorker.Builder builder = AwaWorker.builder(dataSource)
                .name("java")
                .heartbeatEvery(Duration.ofMillis(500))
                .deadAfter(Duration.ofSeconds(2))
                .handle("fire", (args, job) -> {
                    runs.incrementAndGet();
                    return JobResult.done();
                });
        QUEUES.forEach(builder::queue);
        worker = builder.start();
    }

    private static void put(Session session, int schedule, int version) throws SQLException {
        session.run(PUT, schedule, schedule, version, schedule, schedule);
    }

    private boolean goesOn() {
        return crowd.goesOn();
    }

    private void forever(PGSimpleDataSource source, Random random, BooleanSupplier goesOn, Reconnecting.Act act)
            throws Exception {
        new Reconnecting(source, random).run(goesOn, act, errors::expect);
    }

    private void tick(Session session, Random random) throws Exception {
        Thread.sleep(random.nextInt(100));
        boolean rollsBack = random.nextInt(10) == 0;
        if (rollsBack) {
            session.begin();
        }
        long fired = session.number("select coalesce((details ->> 'fired')::int, 0) from awa.tick()");
        if (rollsBack) {
            session.rollback();
        } else {
            ticked.addAndGet((int) fired);
        }
    }

    private void meddle(Session session, Random random) throws Exception {
        Thread.sleep(random.nextInt(200));
        int schedule = random.nextInt(SCHEDULES);
        String name = "s" + schedule;
        switch (random.nextInt(4)) {
            case 0 ->
                session.run(
                        "select from awa.pause_schedule(?, 'by test', clock_timestamp() + interval '1500 ms')", name);
            case 1 -> session.run("select from awa.resume_schedule(?, missed => 'all')", name);
            case 2 -> session.run(BACKFILL, start, 1 + random.nextInt(10), schedule);
            default -> put(session, schedule, random.nextInt(3));
        }
    }

    /** A worker of plain SQL, half of whose claims are asynchronous; it registers anew after each error. */
    private final class Claims {

        private final Random random;
        private @Nullable String id;

        Claims(Random random) {
            this.random = random;
        }

        void run() throws Exception {
            new Reconnecting(dataSource, random).run(Fires.this::goesOn, this::claim, e -> {
                id = null;
                errors.expect(e);
            });
        }

        private void claim(Session session) throws Exception {
            if (id == null) {
                id = session.value("select worker_id from awa.register_worker(opts => ?::jsonb)", """
                        {"heartbeat_every": "500 ms", "dead_after": "2 s"}""");
            }
            session.run("select from awa.heartbeat(?::uuid)", id);
            List<List<@Nullable String>> claimed =
                    session.rows("""
                    select claim_id, id from awa.claim_jobs(?::uuid, ?, 20, jsonb_build_object('async', ?::boolean))
                    order by claim_id""", id, QUEUES.get(random.nextInt(QUEUES.size())), random.nextBoolean());
            Thread.sleep(random.nextInt(100));
            for (List<@Nullable String> row : claimed) {
                long job = Long.parseLong(String.valueOf(row.get(1)));
                completed.addAll(session.numbers("""
                        select j from awa.complete_jobs(
                          ?::uuid, ?::bigint, array[?::bigint], opts => '{"on_lost": "report"}') c, unnest(array[?::bigint]) j
                        where j <> all (c.lost_ids)""", id, row.get(0), job, job));
            }
        }
    }

    /** Waits until the schedules, on an average, have fired for so many seconds from now on. */
    void await(int seconds) throws SQLException {
        String isReached =
                "select avg(extract(epoch from coalesce(last_fire_at, created_at))) >= ?::numeric from awa.schedules";
        try (Session session = Session.open(dataSource)) {
            String goal = session.row("select extract(epoch from clock_timestamp()) + ?", seconds);
            Patience.until(
                    seconds + " seconds of fires, seed " + crowd.seed(),
                    () -> !goesOn() || session.row(isReached, goal).equals("t"));
        }
    }

    /** Waits until all fires of up to now are made, ends everybody, and counts the jobs of each. */
    void finish(int failures) throws Exception {
        meddling = false;
        crowd.await("meddler", PATIENCE);
        try (Session session = Session.open(dataSource)) {
            String until = session.row("select clock_timestamp()");
            for (int i = 0; i < SCHEDULES; i++) {
                assertThat(session.row(BACKFILL, start, 1000, i)).isEqualTo("backfilled");
            }
            Patience.until(
                    "the fires of the time until " + until + ", seed " + crowd.seed(),
                    () -> !goesOn()
                            || session.number(
                                            "select count(*) from awa.schedules where paused or next_fire_at <= ?::timestamptz",
                                            until)
                                    == 0);
            crowd.stop();
            crowd.await("", PATIENCE);
            worker.close();
            check(session, until, failures);
        }
    }

    private void check(Session session, String until, int failures) throws SQLException {
        session.run("""
                create temporary table made as
                select id, state, metadata #>> '{schedule,name}' as name, metadata #>> '{schedule,by}' as by,
                  (metadata #>> '{schedule,fire_at}')::timestamptz as fire_at, created_at
                from awa.jobs""");
        session.run("""
                create temporary table due as
                select s.name, g as fire_at
                from awa.schedules s, generate_series(?::timestamptz, ?::timestamptz, interval '1 s') g
                where s.spec not like '*/2%' or extract(epoch from g)::bigint % 2 = 0""", start, until);
        System.out.printf(
                "%d failures of the server; %s fires of %d schedules were due; jobs by %s, %s of those for later fires; at most %s s late; "
                        + "%d runs by the Java worker; acknowledged: %d fires by tick, %d jobs completed; errors met: %s%n",
                failures,
                session.row("select count(*) from due"),
                SCHEDULES,
                session.texts("select by, count(*) from made group by by order by by"),
                session.row("select count(*) from made where fire_at > ?::timestamptz", until),
                session.row(
                        "select round(max(extract(epoch from created_at - fire_at)), 1) from made where by = 'schedule'"),
                runs.get(),
                ticked.get(),
                completed.size(),
                errors);
        assertThat(session.texts(
                        "select name, fire_at, array_agg(id) from made group by name, fire_at having count(*) > 1"))
                .as("fires with more than one job")
                .isEmpty();
        assertThat(session.texts("select name, fire_at from due except select name, fire_at from made"))
                .as("fires without a job")
                .isEmpty();
        assertThat(session.texts("""
                        select name, fire_at from made where fire_at <= ?::timestamptz except select name, fire_at from due""", until)).as("jobs without a fire").isEmpty();
        assertThat(session.texts("""
                        select s.name, s.fired, s.dropped, s.skipped, count(m.id)
                        from awa.schedules s
                        left join made m on m.name = s.name
                        group by s.name, s.fired, s.dropped, s.skipped
                        having s.fired <> count(m.id) or s.dropped <> 0 or s.skipped <> 0""")).as("schedules that count otherwise").isEmpty();
        assertThat(session.numbers(
                        "select unnest(?::bigint[]) except select id from made where state = 'completed'",
                        List.copyOf(completed)))
                .as("jobs whose completion was acknowledged and is gone")
                .isEmpty();
        assertThat((long) ticked.get())
                .as("fires that tick acknowledged")
                .isPositive()
                .isLessThanOrEqualTo(session.number("select count(*) from made where by = 'schedule'"));
    }

    @Override
    public void close() {
        worker.close();
    }
}
