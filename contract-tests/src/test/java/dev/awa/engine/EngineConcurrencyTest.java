package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Books;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random calls of all kinds from many sessions, some of which are killed; then every job is accounted for. */
@Tag("tools")
class EngineConcurrencyTest {

    private static final Duration PATIENCE = Duration.ofMinutes(Crowd.isLong() ? 60 : 5);

    /** Raised by a conflict that the caller is told to retry, or by the end of the session at the killer's hands. */
    private static final Set<String> EXPECTED =
            Set.of("40001", "40P01", "AW004", "AW005", "AW006", "57P01", "57P02", "08006", "08003", "08001");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final int target = Crowd.isLong() ? 200_000 : 8_000;
    private final AtomicInteger inserted = new AtomicInteger();
    private final Map<Integer, Session> victims = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> errors = new ConcurrentSkipListMap<>();

    @Test
    void everyJobEndsOnceWhateverHappensAroundIt() throws Exception {
        database.get().run(Books.TABLES + """
                create table rescued (jobs int not null);
                insert into awa_store.queue (name, partitions, partitions_ever, aging) values
                  ('q1', 1, 1, '100 ms'), ('q2', 5, 5, null), ('q3', 1, 1, default)""");
        Crowd crowd = Crowd.gather("engine under everything at once");
        crowd.add("producer", 16, random -> new Producer(random).run(crowd));
        crowd.add("claimer", 8, random -> new Claimer(random).run(crowd));
        crowd.add("chaos-cancel", 2, random -> new Canceller(random).run(crowd));
        crowd.add("chaos-kill", 1, random -> kill(crowd, random));
        crowd.add("chaos-configure", 1, random -> configure(crowd, random));
        crowd.add("ticker", 2, random -> tick(crowd, random));
        crowd.start();
        crowd.await("producer", PATIENCE);
        crowd.await("chaos", PATIENCE);

        try (Session session = Session.open(database.get())) {
            Awaitility.await("all jobs to end, seed " + crowd.seed())
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> !crowd.goesOn() || session.number("""
                            select count(*) from awa.jobs where state not in ('completed', 'failed', 'cancelled')""") == 0);
            crowd.stop();
            crowd.await("claimer", PATIENCE);
            crowd.await("ticker", PATIENCE);
            System.out.printf(
                    "%s; %s claims, %s rescued; errors met: %s%n",
                    session.rows("select state, count(*) from awa.jobs group by state order by state"),
                    session.value("select count(*) from claimed"),
                    session.value("select sum(jobs) from rescued"),
                    errors);
            check(session);
        }
    }

    private static void check(Session session) throws SQLException {
        Books books = Books.read(session);
        for (String table : List.of("running_claim", "deferred", "progress")) {
            assertThat(session.number("select count(*) from awa_store." + table))
                    .as(table)
                    .isZero();
        }
        books.none("a number of attempts that the claims do not explain", """
                select j.id
                from job j left join (select job_id, max(attempt) as n from claimed group by job_id) c on c.job_id = j.id
                where j.attempt <> coalesce(c.n, 0)
                  and not (j.state = 'cancelled' and j.attempt = coalesce(c.n, 0) - 1)""");
        assertThat(session.number("select count(*) from lost"))
                .as("rescues that tick and deregister_worker reported")
                .isEqualTo(session.number("select coalesce(sum(jobs), 0) from rescued"));
        // passes over what was cancelled last
        books.check();
        session.run("select from awa.tick()");
        assertThat(session.number("select count(*) from awa_store.withdrawn"))
                .as("withdrawn")
                .isZero();
    }

    private boolean producing(Crowd crowd) {
        return crowd.goesOn() && inserted.get() < target;
    }

    private void kill(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (producing(crowd)) {
                Thread.sleep(50 + random.nextInt(300));
                Integer[] pids = victims.keySet().toArray(Integer[]::new);
                session.run("select pg_terminate_backend(?)", pids[random.nextInt(pids.length)]);
            }
        }
    }

    private void configure(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (producing(crowd)) {
                Thread.sleep(random.nextInt(300));
                session.run("update awa_store.queue set paused = not paused where name = 'q1'");
                session.run("""
                        update awa_store.queue
                        set partitions = n, partitions_ever = greatest(partitions_ever, n)
                        from (select 1 + ?::int % 4) p (n) where name = 'q3'""", random.nextInt(4));
            }
            session.run("update awa_store.queue set paused = false");
        }
    }

    private void tick(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                try {
                    session.run("insert into rescued select jobs_rescued + jobs_expired from awa.tick()");
                } catch (SQLException e) {
                    expect(e);
                }
                Thread.sleep(random.nextInt(60));
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

    /** A member with a session that may be killed at any time. */
    private abstract class Actor {

        final Random random;
        private @Nullable Session session;

        Actor(Random random) {
            this.random = random;
        }

        final void run(Crowd crowd) throws Exception {
            try {
                while (goesOn(crowd)) {
                    try {
                        if (session == null) {
                            session = Session.open(database.get());
                            victims.put(session.pid(), session);
                        }
                        act(session);
                    } catch (SQLException e) {
                        expect(e);
                        interrupted(e);
                        if (session != null && !session.recover()) {
                            forget();
                        }
                    }
                }
            } finally {
                forget();
            }
        }

        abstract boolean goesOn(Crowd crowd);

        abstract void act(Session session) throws Exception;

        /** Something failed, and it is not known how much of it was done. */
        void interrupted(SQLException e) {}

        private void forget() {
            if (session != null) {
                victims.remove(session.pid());
                session.abandon();
                session = null;
            }
        }

        final void pause(int millis) throws InterruptedException {
            Thread.sleep(random.nextInt(millis));
        }

        final boolean oneIn(int n) {
            return random.nextInt(n) == 0;
        }
    }

    private final class Producer extends Actor {

        Producer(Random random) {
            super(random);
        }

        @Override
        boolean goesOn(Crowd crowd) {
            return producing(crowd);
        }

        @Override
        void act(Session session) throws Exception {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> inserted.addAndGet(insert(session));
                case 3, 4, 5 -> inserted.addAndGet(insertMany(session));
                default -> insertInTransaction(session);
            }
        }

        private void insertInTransaction(Session session) throws Exception {
            session.begin();
            int jobs = 0;
            for (int i = random.nextInt(6); i >= 0; i--) {
                boolean partly = oneIn(4);
                if (partly) {
                    session.run("savepoint s");
                }
                int some = oneIn(4) ? insertMany(session) : insert(session);
                if (oneIn(2)) {
                    pause(20);
                }
                if (partly && oneIn(2)) {
                    session.run("rollback to savepoint s");
                } else {
                    jobs += some;
                }
            }
            if (oneIn(20)) {
                pause(500);
            }
            if (oneIn(8)) {
                session.rollback();
            } else {
                session.commit();
                inserted.addAndGet(jobs);
            }
        }

        private int insert(Session session) throws SQLException {
            String key = oneIn(6) ? "key-" + random.nextInt(60) : null;
            String conflict =
                    new String[] {"existing", "existing", "replace", "keep_earliest", "raise"}[random.nextInt(5)];
            session.run(
                    """
                    insert into inserted (job_id, key)
                    select id, ?
                    from awa.insert_job(
                      kind => ?, args => jsonb_build_object('n', ?), queue => ?, priority => ?, run_at => now() + ? * interval '1 ms',
                      max_attempts => ?, unique_by => ?::jsonb, ordering_key => ?, opts => ?::jsonb)
                    where outcome = 'inserted'""",
                    key,
                    key == null && oneIn(3) ? "l" : "k",
                    random.nextInt(),
                    queue(),
                    1 + random.nextInt(4),
                    delay(),
                    1 + random.nextInt(6),
                    key == null ? null : "{\"key\": \"%s\", \"on_conflict\": \"%s\"}".formatted(key, conflict),
                    oneIn(2) ? "o" + random.nextInt(30) : null,
                    options());
            return 1;
        }

        /** A batch; now and then with unique keys, which take another way. */
        private int insertMany(Session session) throws SQLException {
            int jobs = 1 + random.nextInt(40);
            boolean unique = oneIn(10);
            session.run(
                    """
                    insert into inserted (job_id, key)
                    select i.id, case when ?::boolean then 'key-' || 2 * (i.ordinal - 1) end
                    from (
                      select jsonb_agg(jsonb_build_object(
                        'kind', case when n > 20 and n % 3 = 0 then 'l' else 'k' end, 'args', jsonb_build_object('n', n), 'queue', ?::text, 'priority', 1 + (n + ?::int) % 4,
                        'run_at', now() + (?::int * (n % 2)) * interval '1 ms', 'max_attempts', 1 + n % 6, 'opts', ?::jsonb,
                        'ordering_key', case when n % 3 = 0 then 'o' || n % 30 end)
                        || case when ?::boolean then jsonb_build_object('unique_by', jsonb_build_object('key', 'key-' || 2 * (n - 1)))
                          else '{}' end
                        order by n)
                      from generate_series(1, ?::int) n
                    ) j (jobs), awa.insert_jobs(j.jobs) i
                    where i.outcome = 'inserted'""",
                    unique, queue(), random.nextInt(4), delay(), options(), unique, unique ? Math.min(jobs, 20) : jobs);
            return jobs;
        }

        private String queue() {
            return oneIn(3) ? "default" : "q" + (1 + random.nextInt(3));
        }

        private int delay() {
            return oneIn(5) ? random.nextInt(400) : -random.nextInt(3);
        }

        private String options() {
            return "{\"backoff\": {\"kind\": \"fixed\", \"base\": \"20 ms\"}%s}"
                    .formatted(oneIn(20) ? ", \"timeout\": \"150 ms\"" : "");
        }
    }

    private final class Claimer extends Actor {

        private @Nullable String worker;
        private long heartbeatAt;

        Claimer(Random random) {
            super(random);
        }

        @Override
        boolean goesOn(Crowd crowd) {
            return crowd.goesOn();
        }

        private String kinds() {
            return switch (random.nextInt(6)) {
                case 0 -> "[\"k\"]";
                case 1 -> "[\"l\", \"m\"]";
                default -> "null";
            };
        }

        @Override
        void interrupted(SQLException e) {
            // some jobs may be claimed or settled without our knowing: be silent until they are rescued
            if (!"AW005".equals(e.getSQLState())) {
                worker = null;
            }
        }

        @Override
        void act(Session session) throws Exception {
            if (worker == null) {
                worker = session.value(
                        "select worker_id from awa.register_worker(opts => ?::jsonb)", """
                        {"heartbeat_every": "500 ms", "dead_after": "2 s", "kinds": %s}""".formatted(kinds()));
                heartbeatAt = System.nanoTime();
            }
            if (System.nanoTime() - heartbeatAt > 200_000_000L) {
                session.run("select from awa.heartbeat(?::uuid)", worker);
                heartbeatAt = System.nanoTime();
            }
            String queue = oneIn(4) ? "default" : "q" + (1 + random.nextInt(3));
            var claimed = session.rows(
                    """
                    insert into claimed (claim_id, job_id, attempt, max_attempts)
                    select claim_id, id, attempt, max_attempts from awa.claim_jobs(?::uuid, ?, ?, ?::jsonb)
                    returning claim_id, job_id""", worker, queue, 1 + random.nextInt(oneIn(4) ? 100 : 20), oneIn(2) ? "{}" : "{\"async\": true}");
            Attempts attempts = new Attempts(session, worker, random);
            boolean all = attempts.settle(claimed);
            if (claimed.isEmpty()) {
                pause(10);
            }
            if (oneIn(200)) {
                session.run("insert into rescued select lost from awa.deregister_worker(?::uuid)", worker);
                worker = null;
            } else if (!all) {
                worker = null;
            }
        }
    }

    private final class Canceller extends Actor {

        Canceller(Random random) {
            super(random);
        }

        @Override
        boolean goesOn(Crowd crowd) {
            return producing(crowd);
        }

        @Override
        void act(Session session) throws Exception {
            pause(20);
            boolean transaction = oneIn(3);
            if (transaction) {
                session.begin();
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                if (oneIn(4)) {
                    session.run("""
                            insert into cancelled (job_id)
                            select id from awa.cancel_by_unique_key('k', key => ?) where outcome = 'cancelled'""", "key-" + random.nextInt(60));
                } else {
                    // any of the last few hundred ids, whatever has become of the job
                    session.run("""
                            insert into cancelled (job_id)
                            select c.id from awa_store.entry_seq s, awa.cancel_job(greatest(1, s.last_value - ?), 'by test') c
                            where c.outcome = 'cancelled'""", random.nextInt(600));
                }
                pause(20);
            }
            if (transaction) {
                if (oneIn(3)) {
                    session.rollback();
                } else {
                    session.commit();
                }
            }
        }
    }
}
