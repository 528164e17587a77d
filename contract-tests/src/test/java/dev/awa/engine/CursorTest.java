package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The cursor of one lane under producers whose transactions commit in any order: nothing lost, doubled or out of order. */
@Tag("sql")
class CursorTest {

    private static final Duration PATIENCE = Duration.ofMinutes(Crowd.isLong() ? 20 : 1);

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final int target = Crowd.isLong() ? 100_000 : 6_000;
    private final AtomicInteger inserted = new AtomicInteger();
    private final AtomicInteger transactions = new AtomicInteger();

    @BeforeEach
    void keepBooks() {
        // in the same transactions as the calls they tell of
        database.get().run("""
                create table inserted (job_id bigint primary key, tx int not null, due boolean not null);
                create table claimed (
                  ord bigserial primary key, claim_id bigint not null, job_id bigint not null, worker uuid not null,
                  unique (claim_id, job_id));
                create table released (claim_id bigint not null, job_id bigint not null, primary key (claim_id, job_id));
                create table completed (job_id bigint primary key, claim_id bigint not null);
                create index on claimed (worker);
                """);
    }

    @Test
    void lateCommitsAreClaimedOnceAndInTheOrderOfTheirTransaction() throws Exception {
        Crowd crowd = Crowd.gather("cursor under late commits");
        crowd.add("producer", 10, random -> produce(crowd, random));
        crowd.add("claimer", 4, random -> {
            try (Session session = open()) {
                String worker = session.worker();
                while (crowd.goesOn()) {
                    claim(session, worker, 1 + random.nextInt(50));
                    complete(session, worker);
                }
            }
        });
        crowd.add("ticker", 1, random -> tick(crowd, random));
        drain(crowd);
    }

    @Test
    void claimsInsideLongerTransactionsLoseNothing() throws Exception {
        Crowd crowd = Crowd.gather("claims inside longer transactions");
        crowd.add("producer", 5, random -> produce(crowd, random));
        crowd.add("claimer", 6, random -> {
            try (Session session = open()) {
                String worker = session.worker();
                while (crowd.goesOn()) {
                    if (random.nextInt(4) == 0) {
                        claim(session, worker, 1 + random.nextInt(50));
                    } else {
                        mixedTransaction(session, worker, random);
                    }
                    complete(session, worker);
                }
            }
        });
        crowd.add("ticker", 1, random -> tick(crowd, random));
        drain(crowd);
    }

    /** Finds the jobs that became due before their transaction committed. */
    private void tick(Crowd crowd, Random random) throws Exception {
        try (Session session = open()) {
            while (crowd.goesOn()) {
                session.run("select from awa.tick()");
                pause(random, 100);
            }
        }
    }

    private void produce(Crowd crowd, Random random) throws Exception {
        try (Session session = open()) {
            while (crowd.goesOn() && inserted.get() < target) {
                if (random.nextInt(3) == 0) {
                    insert(session, transactions.incrementAndGet(), random);
                } else {
                    insertInTransaction(session, random);
                }
            }
        }
    }

    private void insertInTransaction(Session session, Random random) throws Exception {
        int tx = transactions.incrementAndGet();
        session.begin();
        for (int i = random.nextInt(8); i >= 0; i--) {
            boolean partly = random.nextInt(4) == 0;
            if (partly) {
                session.run("savepoint s");
            }
            insert(session, tx, random);
            pause(random, 10);
            if (partly) {
                session.run(random.nextBoolean() ? "rollback to savepoint s" : "release savepoint s");
            }
        }
        if (random.nextInt(10) == 0) {
            pause(random, 300);
        }
        end(session, random, 6);
    }

    /** Everything that a transaction may do around a claim. */
    private void mixedTransaction(Session session, String worker, Random random) throws Exception {
        int tx = transactions.incrementAndGet();
        session.begin();
        boolean saved = false;
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    if (inserted.get() < target) {
                        insert(session, tx, random);
                    }
                }
                case 2, 3 -> claim(session, worker, 1 + random.nextInt(20));
                case 4 -> session.run("""
                        with mine as (
                          select claim_id, array_agg(job_id) as jobs from open where worker = ?::uuid group by claim_id limit 1
                        )
                        insert into released
                        select m.claim_id, unnest(m.jobs)
                        from mine m, awa.release_jobs(?::uuid, m.claim_id, m.jobs) r where r.settled > 0""", worker, worker);
                case 5 -> session.run("select from awa.tick()");
                case 6 -> {
                    session.run("savepoint s");
                    saved = true;
                }
                default -> {
                    if (saved) {
                        session.run("rollback to savepoint s");
                    }
                    pause(random, 5);
                }
            }
        }
        end(session, random, 4);
    }

    /** One call of insert_job or insert_jobs; now and then due a little later. */
    private void insert(Session session, int tx, Random random) throws SQLException {
        int jobs = random.nextInt(5) == 0 ? 1 + random.nextInt(30) : 1;
        int delay = random.nextInt(10) == 0 ? random.nextInt(50) : 0;
        if (jobs == 1) {
            session.run("""
                    insert into inserted
                    select id, ?, state = 'available' from awa.insert_job('k', run_at => now() + ? * interval '1 ms')""", tx, delay);
        } else {
            session.run("""
                    insert into inserted
                    select i.id, ?, i.state = 'available'
                    from (select jsonb_agg(jsonb_build_object('kind', 'k')) from generate_series(1, ?)) j (jobs),
                      awa.insert_jobs(j.jobs) i""", tx, jobs);
        }
        inserted.addAndGet(jobs);
    }

    private static void claim(Session session, String worker, int jobs) throws SQLException {
        session.run("""
                insert into claimed (claim_id, job_id, worker)
                select claim_id, id, ?::uuid from awa.claim_jobs(?::uuid, max_jobs => ?)""", worker, worker, jobs);
    }

    /** Completes what the worker has; the claims are known from the books, since some were rolled back. */
    private static void complete(Session session, String worker) throws SQLException {
        session.run("""
                with mine as (
                  select claim_id, array_agg(job_id) as jobs from open where worker = ?::uuid group by claim_id
                )
                insert into completed
                select unnest(m.jobs), m.claim_id
                from mine m, awa.complete_jobs(?::uuid, m.claim_id, m.jobs) c where c.settled > 0""", worker, worker);
    }

    private static void end(Session session, Random random, int commits) throws SQLException {
        if (random.nextInt(commits) == 0) {
            session.rollback();
        } else {
            session.commit();
        }
    }

    private static void pause(Random random, int millis) throws InterruptedException {
        Thread.sleep(random.nextInt(millis));
    }

    private void drain(Crowd crowd) throws Exception {
        database.get().run("""
                create view open as
                select claim_id, job_id, worker from claimed
                where (claim_id, job_id) not in (select claim_id, job_id from released)
                  and job_id not in (select job_id from completed)""");
        crowd.start();
        crowd.await("producer", PATIENCE);
        try (Session session = open()) {
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                if (crowd.goesOn()) {
                    nothingIsLost(crowd, session);
                }
            });
            crowd.stop();
            crowd.await("claimer", PATIENCE);
            crowd.await("ticker", PATIENCE);
            // claimers may have inserted or released some more while they came to their end
            String worker = session.worker();
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                session.run("select from awa.tick()");
                claim(session, worker, 1000);
                complete(session, worker);
                nothingIsLost(crowd, session);
            });
            System.out.printf(
                    "%s inserted, %s rolled back, %s claims, %s released%n",
                    session.value("select count(*) from inserted"),
                    inserted.get() - session.number("select count(*) from inserted"),
                    session.value("select count(*) from awa_store.claim"),
                    session.value("select count(*) from released"));

            assertThat(session.numbers("select job_id from claimed except select job_id from inserted"))
                    .as("claimed though not committed")
                    .isEmpty();
            assertThat(session.numbers("""
                            select job_id from claimed c left join released r using (claim_id, job_id)
                            where r.job_id is null group by job_id having count(*) > 1""")).as("claimed twice").isEmpty();
            assertThat(session.numbers("""
                            select job_id from (
                              select i.job_id, c.ord < lag(c.ord) over (partition by i.tx order by i.job_id) as overtook
                              from inserted i join (select job_id, min(ord) as ord from claimed group by job_id) c using (job_id)
                              where i.due
                            ) o where overtook"""))
                    .as("claimed before a job inserted earlier in the same transaction")
                    .isEmpty();
            assertThat(session.number("select count(*) from awa.jobs where state = 'completed'"))
                    .isEqualTo(session.number("select count(*) from inserted"));
            assertThat(session.number("select count(*) from awa.jobs"))
                    .isEqualTo(session.number("select count(*) from inserted"));
            assertThat(session.number("select count(*) from awa_store.running_claim"))
                    .isZero();
        }
    }

    private static void nothingIsLost(Crowd crowd, Session session) throws SQLException {
        assertThat(session.numbers("select job_id from inserted except select job_id from completed"))
                .as("not completed, seed " + crowd.seed())
                .isEmpty();
    }

    private Session open() throws SQLException {
        return Session.open(database.get());
    }
}
