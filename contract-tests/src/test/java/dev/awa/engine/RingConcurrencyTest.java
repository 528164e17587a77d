package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random calls of all kinds from many sessions while the ring turns twice a second, so that hardly a job ends in the segment it
 * came in. History is gone a second after it was made: the books of the test, written in the transactions of the calls, tell.
 */
@Tag("tools")
class RingConcurrencyTest {

    private static final Duration PATIENCE = Duration.ofMinutes(Crowd.isLong() ? 10 : 4);

    /** Clashes that the caller is told to run again, keys that are held, jobs that were cancelled, replacements that need READ COMMITTED. */
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "AW004", "AW005", "AW008");

    /** A second is more than any of the ring's locks may be waited for. */
    private static final String IMPATIENT = "set lock_timeout = '1 s'";

    /** Producers stop while more jobs than these have not ended: a slow machine would have them all left at the end. */
    private static final int ENOUGH = 3000;

    private static final String PATIENT = "set lock_timeout = 0";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final long nanos = Duration.ofSeconds(Crowd.isLong() ? 600 : 7).toNanos();
    private final Map<String, AtomicInteger> errors = new ConcurrentSkipListMap<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile long open;
    private long end;

    @Test
    void everyJobEndsOnceWhileTheRingTurnsUnderIt() throws Exception {
        database.get().run(RingBooks.TABLES + """
                select awa.configure('{"keep_completed": "1 s", "keep_failed": "1 s", "keep_cancelled": "1 s"}');
                select awa.configure_queue('q1', '{"create": true, "aging": "100 ms"}');
                select awa.configure_queue('q2', '{"create": true, "partitions": 3}');
                """);
        Crowd crowd = Crowd.gather("ring under everything at once");
        crowd.add("producer", 6, random -> new Producer(random).run(crowd));
        crowd.add("chaos-cancel", 1, random -> new Canceller(random).run(crowd));
        crowd.add("chaos-pause", 1, random -> pause(crowd, random));
        crowd.add("claimer", 4, random -> new Claimer(random, false).run(crowd));
        crowd.add("sitter", 4, random -> new Claimer(random, true).run(crowd));
        crowd.add("reader", 1, random -> read(crowd, random));
        crowd.add("historian", 1, random -> checkHistory(crowd));
        crowd.add("ticker", 3, random -> tick(crowd, random));
        crowd.add("watcher", 1, random -> watch(crowd));
        end = System.nanoTime() + nanos;
        crowd.start();
        crowd.await("producer", PATIENCE);
        crowd.await("chaos", PATIENCE);

        try (Session session = Session.open(database.get())) {
            Awaitility.await("all jobs to end, seed " + crowd.seed())
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(crowd.goesOn() ? notEnded(session) : List.of())
                            .isEmpty());
            crowd.stop();
            crowd.await("", PATIENCE);
            System.out.printf(
                    "%s jobs, %s claims, %s turns, %s looks at history; errors met: %s%n",
                    session.value("select count(*) from inserted"),
                    session.value("select count(*) from claimed"),
                    turns,
                    looks,
                    errors);
            RingBooks.check(session);
            assertThat(turns.get()).as("turns of the ring").isGreaterThan(5);
            assertThat(session.number("select count(*) from carried"))
                    .as("claims seen after they were carried forward")
                    .isPositive();
            nothingIsLeft(session);
        }
    }

    /** How many jobs are in which state and queue, with one of each as its tables have it; and what the sessions are at. */
    private static List<List<@Nullable String>> notEnded(Session session) throws SQLException {
        List<List<@Nullable String>> left = session.rows("""
                select count(*), state, queue, min(id), max(attempt), min(run_at), max(run_at), now()
                from awa.jobs where state not in ('completed', 'failed', 'cancelled') group by state, queue""");
        if (!left.isEmpty()) {
            left.addAll(session.rows("""
                    select state, wait_event_type, wait_event, now() - query_start, left(query, 100) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'"""));
            left.addAll(session.rows("select r::text from awa_store.ring r"));
        }
        return left;
    }

    private static void nothingIsLeft(Session session) {
        Awaitility.await("the ring to become empty").atMost(PATIENCE).untilAsserted(() -> {
            session.run("select from awa.tick()");
            List<String> left = new ArrayList<>();
            for (String table : List.of(
                    "ready",
                    "claim",
                    "outcome",
                    "open_claim",
                    "deferred",
                    "progress",
                    "withdrawn",
                    "ended",
                    "lane_count")) {
                if (session.number("select count(*) from awa_store." + table) > 0) {
                    left.add(table + " " + session.rows("select t::text from awa_store." + table + " t limit 3"));
                }
            }
            assertThat(left).isEmpty();
        });
    }

    /** For the time given, and on a slow machine until the ring has turned often enough. */
    private boolean producing(Crowd crowd) {
        return crowd.goesOn() && (System.nanoTime() < end || turns.get() <= 5);
    }

    /** Longer than a turn of the whole ring takes. */
    private void pause(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (producing(crowd)) {
                session.run("select from awa.configure_queue('q1', '{\"create\": true, \"paused\": true}')");
                Thread.sleep(2500 + random.nextInt(1500));
                session.run("select from awa.configure_queue('q1', '{\"paused\": false}')");
                Thread.sleep(random.nextInt(1000));
            }
        }
    }

    private void tick(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                try {
                    session.run("select from awa.tick()");
                } catch (SQLException e) {
                    expect(e);
                }
                Thread.sleep(random.nextInt(50));
            }
        }
    }

    private void watch(Crowd crowd) throws Exception {
        try (Session session = Session.open(database.get())) {
            long last = 0;
            while (crowd.goesOn()) {
                long current = session.number("select current_segment from awa_store.ring");
                turns.addAndGet(current == last ? 0 : 1);
                open = session.number("""
                        select (select count(*) from inserted) - (select count(*) from cancelled)
                          - (select count(*) from settled where outcome in ('completed', 'failed', 'cancelled'))""");
                last = current;
                session.run("""
                        insert into carried
                        select claim_id from awa_store.claim where lane is null and cardinality(job_ids) > 0
                        on conflict do nothing""");
                Thread.sleep(100);
            }
        }
    }

    /** Looks at everything, and now and then keeps its snapshot. */
    private void read(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                session.run("select from awa.queue_stats()");
                session.run("select from awa.doctor()");
                if (random.nextInt(8) == 0) {
                    session.begin();
                    session.run("set transaction isolation level repeatable read");
                    assertThat(session.number("select count(*) from awa.jobs where args is null"))
                            .as("jobs whose args are gone")
                            .isZero();
                    Thread.sleep(random.nextInt(400));
                    session.commit();
                }
                Thread.sleep(random.nextInt(300));
            }
        }
    }

    /**
     * Completed jobs are told with their results for a second, and no longer. The clock is read on both sides of each look; a
     * settle was made between the times that its books have.
     */
    private void checkHistory(Crowd crowd) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                List<List<@Nullable String>> wrong = session.rows("""
                        select s.job_id, s.before, s.after, l.early, l.late, l.told
                        from (
                          select * from settled where outcome = 'completed' and before > clock_timestamp() - interval '1.5 s'
                          order by seq desc limit 200
                        ) s
                        cross join lateral look(s.job_id) l
                        where (l.late < s.before + interval '1 s' and l.told is distinct from 'completed ' || s.job_id)
                          or (l.early > s.after + interval '1 s' and l.told is not null)""");
                assertThat(wrong)
                        .as("history that is gone too early or not in time")
                        .isEmpty();
                looks.incrementAndGet();
                Thread.sleep(20);
            }
        }
    }

    private void expect(SQLException e) throws SQLException {
        errors.computeIfAbsent(String.valueOf(e.getSQLState()), state -> new AtomicInteger())
                .incrementAndGet();
        if (!EXPECTED.contains(e.getSQLState())) {
            throw e;
        }
    }

    /** A member with a session and random numbers of its own. */
    private abstract class Actor {

        final Random random;

        Actor(Random random) {
            this.random = random;
        }

        final void run(Crowd crowd) throws Exception {
            try (Session session = Session.open(database.get())) {
                while (goesOn(crowd)) {
                    try {
                        act(session);
                    } catch (SQLException e) {
                        expect(e);
                        assertThat(session.recover()).isTrue();
                    }
                }
                leave(session);
            }
        }

        boolean goesOn(Crowd crowd) {
            return producing(crowd);
        }

        abstract void act(Session session) throws Exception;

        void leave(Session session) throws Exception {}

        final void pause(int millis) throws InterruptedException {
            Thread.sleep(random.nextInt(millis));
        }

        final boolean oneIn(int n) {
            return random.nextInt(n) == 0;
        }

        final void begin(Session session) throws SQLException {
            session.begin();
            if (oneIn(4)) {
                session.run("set transaction isolation level repeatable read");
            }
        }

        final String queue() {
            return new String[] {"default", "q1", "q2", "rare" + random.nextInt(8)}[random.nextInt(4)];
        }
    }

    private final class Producer extends Actor {

        Producer(Random random) {
            super(random);
        }

        @Override
        void act(Session session) throws Exception {
            pause(20);
            if (open > ENOUGH) {
                pause(200);
            } else if (oneIn(3)) {
                insert(session);
            } else if (oneIn(2)) {
                insertMany(session);
            } else {
                begin(session);
                for (int i = random.nextInt(5); i >= 0; i--) {
                    if (oneIn(2)) {
                        insert(session);
                    } else {
                        insertMany(session);
                    }
                    pause(30);
                }
                // late enough for its segment to be drained, and for another to be opened in its place
                if (oneIn(8)) {
                    pause(3000);
                }
                if (oneIn(6)) {
                    session.rollback();
                } else {
                    session.commit();
                }
            }
        }

        private void insert(Session session) throws SQLException {
            String key = oneIn(session.isOpen() ? 20 : 4) ? "key-" + random.nextInt(40) : null;
            String conflict = new String[] {"existing", "replace", "keep_earliest", "raise"}[random.nextInt(4)];
            // equal keys wait for each other's transactions
            session.run(key == null ? IMPATIENT : PATIENT);
            session.run(
                    """
                    insert into inserted (job_id, key, max_attempts)
                    select id, ?, ?
                    from awa.insert_job(
                      kind => 'k', queue => ?, priority => ?, run_at => now() + ? * interval '1 ms', max_attempts => ?,
                      unique_by => ?::jsonb, ordering_key => ?, opts => '{"backoff": {"kind": "fixed", "base": "20 ms"}}')
                    where outcome = 'inserted'""",
                    key,
                    4,
                    queue(),
                    1 + random.nextInt(4),
                    oneIn(4) ? random.nextInt(1500) : 0,
                    4,
                    key == null ? null : "{\"key\": \"%s\", \"on_conflict\": \"%s\"}".formatted(key, conflict),
                    oneIn(2) ? "o" + random.nextInt(30) : null);
        }

        private void insertMany(Session session) throws SQLException {
            session.run(IMPATIENT);
            session.run("""
                    insert into inserted (job_id, max_attempts)
                    select i.id, 3
                    from (
                      select jsonb_agg(jsonb_build_object(
                        'kind', 'k', 'queue', ?::text, 'priority', 1 + n % 4, 'max_attempts', 3,
                        'opts', '{"backoff": {"kind": "fixed", "base": "30 ms"}}'::jsonb))
                      from generate_series(1, ?::int) n
                    ) j (jobs), awa.insert_jobs(j.jobs) i""", queue(), 1 + random.nextInt(30));
        }
    }

    private final class Canceller extends Actor {

        Canceller(Random random) {
            super(random);
        }

        @Override
        void act(Session session) throws Exception {
            pause(40);
            boolean transaction = oneIn(3);
            if (transaction) {
                session.begin();
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                if (oneIn(4)) {
                    session.run("""
                            insert into cancelled (job_id)
                            select id from awa.cancel_by_unique_key('k', key => ?) where outcome = 'cancelled'""", "key-" + random.nextInt(40));
                } else {
                    session.run("""
                            insert into cancelled (job_id)
                            select c.id from awa_store.entry_seq s, awa.cancel_job(greatest(1, s.last_value - ?)) c
                            where c.outcome = 'cancelled'""", random.nextInt(4000));
                }
            }
            if (transaction) {
                pause(oneIn(8) ? 1000 : 20);
                if (oneIn(3)) {
                    session.rollback();
                } else {
                    session.commit();
                }
            }
        }
    }

    /** Claims and settles, at once or, as a sitter, after the ring has turned some more. */
    private final class Claimer extends Actor {

        private final boolean sits;
        private @Nullable String worker;
        private List<List<@Nullable String>> open = List.of();

        Claimer(Random random, boolean sits) {
            super(random);
            this.sits = sits;
        }

        @Override
        boolean goesOn(Crowd crowd) {
            return crowd.goesOn();
        }

        @Override
        void act(Session session) throws Exception {
            if (worker == null) {
                worker = session.worker();
            }
            if (open.isEmpty()) {
                session.run(IMPATIENT);
                open = session.rows("""
                        insert into claimed (claim_id, job_id, worker, attempt, max_attempts)
                        select claim_id, id, ?::uuid, attempt, max_attempts from awa.claim_jobs(?::uuid, ?, ?)
                        returning claim_id, job_id""", worker, worker, queue(), 1 + random.nextInt(sits ? 4 : 40));
                session.run(PATIENT);
                pause(open.isEmpty() ? 20 : sits ? 4000 : 5);
            }
            if (oneIn(40)) {
                leave(session);
                return;
            }
            // a settle that fails is tried again: what the engine holds open must be settled by somebody
            while (!open.isEmpty()) {
                List<@Nullable String> first = open.get(0);
                List<Long> jobs = open.stream()
                        .filter(job -> String.valueOf(job.get(0)).equals(first.get(0)))
                        .limit(1 + random.nextInt(sits ? 2 : 40))
                        .map(job -> Long.parseLong(String.valueOf(job.get(1))))
                        .toList();
                settle(session, Long.parseLong(String.valueOf(first.get(0))), jobs);
                open = open.stream()
                        .filter(job -> !jobs.contains(Long.parseLong(String.valueOf(job.get(1)))))
                        .toList();
                if (sits) {
                    pause(1000);
                }
            }
        }

        private void settle(Session session, long claim, List<Long> jobs) throws Exception {
            boolean transaction = oneIn(4);
            if (transaction) {
                begin(session);
                session.run("select from awa.contract_version()");
                // so that the claim is carried forward, or its segment truncated, behind the back of this snapshot
                pause(oneIn(3) ? 1500 : 30);
            }
            switch (random.nextInt(10)) {
                case 0, 1 -> settle(session, claim, jobs, "d.outcome", """
                            (select id, outcome from awa.fail_jobs(?::uuid, ?, ?::bigint[], array_fill('by test'::text,
                              array[cardinality(?::bigint[])]), '10 ms', opts => '{"on_lost": "report"}')) r""");
                case 2 -> settle(session, claim, jobs, "'released'", verb("release_jobs"));
                case 3 -> settle(session, claim, jobs, "'cancelled'", verb("cancel_running"));
                case 4 -> {
                    for (long job : jobs) {
                        session.run("select from awa.set_progress(?::uuid, ?, ?, 5)", worker, claim, job);
                    }
                    settle(session, claim, jobs, "'completed'", complete());
                }
                default -> settle(session, claim, jobs, "'completed'", complete());
            }
            if (transaction) {
                if (oneIn(16)) {
                    pause(500);
                }
                session.commit();
            }
        }

        private String verb(String name) {
            return """
                    (select j as id, case when j = any (c.lost_ids) then 'lost' end as outcome
                    from awa.%s(?::uuid, ?, ?::bigint[], opts => '{"on_lost": "report"}') c, unnest(?::bigint[]) j) r""".formatted(name);
        }

        private String complete() {
            return """
                    (select j as id, case when j = any (c.lost_ids) then 'lost' end as outcome
                    from (select ?::uuid as worker, ?::bigint as claim, ?::bigint[] as jobs) a,
                      awa.complete_jobs(a.worker, a.claim, a.jobs, to_jsonb(a.jobs), opts => '{"on_lost": "report"}') c,
                      unnest(?::bigint[]) j) r""";
        }

        /** Enters what was settled and what was not; the times are those before and after the call. */
        private void settle(Session session, long claim, List<Long> jobs, String outcome, String call)
                throws SQLException {
            String before = session.value("select clock_timestamp()");
            session.run("""
                    with done as materialized (select * from %s)
                    insert into settled (claim_id, job_id, outcome, before, after)
                    select ?, d.id, case when d.outcome = 'lost' then 'lost' else %s end, ?::timestamptz, clock_timestamp()
                    from done d""".formatted(call, outcome), worker, claim, jobs, jobs, claim, before);
        }

        /** What it still holds is rescued. */
        @Override
        void leave(Session session) throws Exception {
            if (worker != null) {
                session.run(
                        "insert into gone (worker, lost) select ?::uuid, lost from awa.deregister_worker(?::uuid)",
                        worker,
                        worker);
                worker = null;
                open = List.of();
            }
        }
    }
}
