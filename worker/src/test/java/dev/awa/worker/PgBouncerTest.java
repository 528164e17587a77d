package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try")
class PgBouncerTest {

    private static final String ANNOUNCEMENT = "polling for work instead";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void showLog() {
        System.setErr(standardError);
        standardError.print(log.toString(StandardCharsets.UTF_8));
    }

    private long announcements() {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(ANNOUNCEMENT))
                .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void workerBehindTransactionPoolingPollsAndSaysSoOnce(int poolSize) throws Exception {
        try (var pgBouncer = PgBouncer.start(database.get(), "transaction", poolSize)) {
            var attempts = new AtomicInteger();
            try (var worker = AwaWorker.builder(pgBouncer.dataSource())
                    .queue("default", q -> q.concurrency(20))
                    .queue("other")
                    .handle("work", (args, job) -> JobResult.done())
                    .handle(
                            "again",
                            (args, job) -> attempts.incrementAndGet() < 3
                                    ? JobResult.retryAfter(Duration.ofMillis(10), "")
                                    : JobResult.done())
                    .start()) {
                jobs.insertMany("work", 2000);
                jobs.awaitCount("completed", 2000);
                // more calls of each kind than it takes a driver to prepare a statement by name
                for (int i = 0; i < 20; i++) {
                    jobs.awaitState(jobs.insert("work"), "completed");
                }
                jobs.awaitState(jobs.insert("work", "{}", "queue => 'other'"), "completed");
                jobs.awaitState(jobs.insert("again"), "completed");
                jobs.awaitState(
                        jobs.insert("work", "{}", "run_at => clock_timestamp() + interval '200 ms'"), "completed");
                assertThat(announcements()).isEqualTo(1);
                assertNothingLeftInPooledSessions();
            }
            assertNothingLeftInPooledSessions();
            assertThat(database.get().value("select max(attempt) from awa.jobs where kind = 'work'"))
                    .isEqualTo("1");
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .doesNotContain("WARN")
                    .doesNotContain("ERROR");
        }
    }

    /** A session lock or a LISTEN in a pooled session would outlive the worker, and belong to nobody. */
    private void assertNothingLeftInPooledSessions() {
        assertThat(database.get().value("""
                                select count(*) from pg_locks l
                                  where l.locktype = 'advisory' and l.mode = 'ShareLock'
                                    and l.database = (select oid from pg_database where datname = current_database())""")).isEqualTo("0");
    }

    @Test
    void schedulesFireOnceBehindTransactionPooling() throws Exception {
        Crowd crowd = Crowd.gather("schedules behind a pooler");
        var runs = new ConcurrentHashMap<Long, Integer>();
        try (var pgBouncer = PgBouncer.start(database.get(), "transaction", 5)) {
            var pooled = pgBouncer.dataSource();
            pooled.setPrepareThreshold(0);
            try (Session session = Session.open(pooled)) {
                session.rows("""
                        select p.outcome
                        from generate_series(1, 6) n,
                          awa.put_schedule('s' || n, '@every 1s', kind => 'fire', opts => jsonb_build_object(
                            'queue', 'f' || n % 2, 'catch_up', '{"policy": "all", "max": 1000}'::jsonb)) p""");
            }
            crowd.add("ticker", 3, random -> {
                try (Session session = Session.open(pooled)) {
                    while (crowd.goesOn()) {
                        session.rows("select from awa.tick()");
                    }
                }
            });
            crowd.add("claimer", 2, random -> {
                try (Session session = Session.open(pooled)) {
                    String id = session.worker();
                    while (crowd.goesOn()) {
                        claimAndComplete(session, id, "f" + random.nextInt(2));
                    }
                }
            });
            AwaWorker.Builder builder = AwaWorker.builder(pgBouncer.dataSource())
                    .queue("f0")
                    .queue("f1")
                    .handle("fire", (args, job) -> {
                        runs.merge(job.id(), 1, Integer::sum);
                        return JobResult.done();
                    });
            try (var one = builder.start();
                    var other = builder.start()) {
                crowd.start();
                Jobs.eventually("six fires of each, seed " + crowd.seed())
                        .until(() -> !crowd.goesOn()
                                || "t".equals(database.get().value("select min(fired) >= 6 from awa.schedules")));
                database.get().run("select awa.pause_schedule(name) from awa.schedules");
                Jobs.eventually("their end")
                        .until(() -> !crowd.goesOn()
                                || "t"
                                        .equals(database.get()
                                                .value("select bool_and(state = 'completed') from awa.jobs")));
                crowd.stop();
                crowd.await("", Duration.ofSeconds(30));
            }
        }
        assertEachFireHasOneJob();
        System.out.printf(
                "%s fires of 6 schedules behind a pooler, %d of their jobs run by two workers in Java%n",
                database.get().value("select sum(fired) from awa.schedules"), runs.size());
        assertThat(runs).isNotEmpty();
        assertThat(runs.values()).containsOnly(1);
    }

    private static void claimAndComplete(Session session, String worker, String queue) throws SQLException {
        session.rows("""
                select settled
                from (
                  select claim_id, array_agg(id) as ids from awa.claim_jobs(?::uuid, ?, 3) group by claim_id
                ) c, awa.complete_jobs(?::uuid, c.claim_id, c.ids)""", worker, queue, worker);
    }

    private void assertEachFireHasOneJob() throws SQLException {
        try (Session session = Session.open(database.get())) {
            assertThat(session.texts("""
                            select s.name, s.fired, count(*), min(j.fire_at), max(j.fire_at), max(j.attempt)
                            from awa.schedules s
                            left join (
                              select metadata #>> '{schedule,name}' as name, attempt,
                                (metadata #>> '{schedule,fire_at}')::timestamptz as fire_at
                              from awa.jobs
                            ) j on j.name = s.name
                            group by s.name, s.created_at, s.fired, s.dropped, s.skipped, s.last_fire_at
                            having count(*) <> s.fired or count(distinct j.fire_at) <> s.fired
                              or min(j.fire_at) > s.created_at + interval '1 s' or max(j.fire_at) <> s.last_fire_at
                              or s.fired <> 1 + extract(epoch from s.last_fire_at - min(j.fire_at))
                              or s.dropped + s.skipped > 0 or max(j.attempt) > 1"""))
                    .as("schedules with a fire that has no job, or two")
                    .isEmpty();
        }
    }

    @Test
    void cancellationReachesAHandlerBehindTransactionPooling() throws Exception {
        var started = new CountDownLatch(1);
        var reason = new AtomicReference<CancelReason>();
        try (var pgBouncer = PgBouncer.start(database.get(), "transaction", 5);
                var worker = AwaWorker.builder(pgBouncer.dataSource())
                        .queue("default")
                        .heartbeatEvery(Duration.ofMillis(200))
                        .handle("work", (args, job) -> {
                            started.countDown();
                            try {
                                TimeUnit.MINUTES.sleep(1);
                            } catch (InterruptedException e) {
                                reason.set(job.cancelReason());
                            }
                            return JobResult.done();
                        })
                        .start()) {
            long id = jobs.insert("work");
            started.await();
            database.get().run("select awa.cancel_job(" + id + ")");
            Jobs.eventually("the interrupt").until(() -> reason.get() != null);
            assertThat(reason.get()).isEqualTo(CancelReason.CANCELLED);
        }
    }

    @Test
    void workerBehindSessionPoolingListens() throws Exception {
        try (var pgBouncer = PgBouncer.start(database.get(), "session", 10);
                var worker = AwaWorker.builder(pgBouncer.dataSource())
                        .queue("default")
                        .handle("work", (args, job) -> JobResult.done())
                        .start()) {
            Jobs.eventually("a session to listen")
                    .until(
                            () -> "t"
                                    .equals(
                                            database.get()
                                                    .value(
                                                            "select count(*) > 0 from pg_locks where locktype = 'advisory' and mode = 'ShareLock'")));
            jobs.awaitState(jobs.insert("work"), "completed");
            assertThat(announcements()).isZero();
        }
    }
}
