package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Concurrency keys, parents and start_by under everything at once: no key ever has more jobs under way than places, jobs of a
 * key with one place start in order, and in the end nobody is left behind.
 */
@Tag("tools")
class PlacesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(Crowd.isLong() ? 30 : 3);
    private static final int JOBS = Crowd.isLong() ? 20_000 : 1_200;
    private static final int KEYS = 12;

    /** A transaction to be run again. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    /** The same, or jobs that a cancellation or a rescue took away. */
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "AW005", "AW010");

    private static final String OPEN = """
            select id, state, options, run_at from awa.jobs
            where state not in ('completed', 'failed', 'cancelled') limit 10""";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final AtomicInteger produced = new AtomicInteger();

    @Test
    void keysKeepToTheirPlacesAndNobodyIsLeftBehind() throws Exception {
        database.get().run("select from awa.configure('{\"keep_completed\": \"10 s\", \"keep_failed\": \"1 h\"}')");
        Crowd crowd = Crowd.gather("places and parents");
        crowd.add("producer", 3, random -> produce(crowd, random));
        crowd.add("worker", 4, random -> work(crowd, random));
        crowd.add("canceller", 1, random -> cancel(crowd, random));
        crowd.add("changer", 2, random -> change(crowd, random));
        crowd.add("ticker", 2, random -> tick(crowd));
        crowd.add("checker", 1, random -> check(crowd));
        crowd.start();
        crowd.await("producer", PATIENCE);
        try (Session session = Session.open(database.get())) {
            Awaitility.await("every job to end, seed " + crowd.seed())
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> assertThat(crowd.goesOn() ? session.rows(OPEN) : List.of())
                            .isEmpty());
            crowd.stop();
            crowd.await("", PATIENCE);
            assertThat(session.number("select count(*) from awa_store.place"))
                    .as("places")
                    .isZero();
            // what a parent could not see to when it ended, tick does
            Awaitility.await("parents to be forgotten").atMost(PATIENCE).until(() -> {
                session.run("select from awa.tick()");
                return session.number("select count(*) from awa_store.wait where on_kind = 'job'") == 0;
            });
        }
    }

    private void produce(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            List<Long> some = new ArrayList<>();
            while (crowd.goesOn() && produced.incrementAndGet() <= JOBS) {
                boolean transaction = random.nextInt(10) == 0;
                try {
                    if (transaction) {
                        session.begin();
                    }
                    for (int i = transaction ? 3 : 1; i > 0; i--) {
                        some.add(session.number(
                                "select id from awa.insert_job('k', queue => ?, max_attempts => 3, opts => ?::jsonb)",
                                "q" + random.nextInt(3),
                                options(random, some)));
                    }
                    if (transaction) {
                        Thread.sleep(random.nextInt(100));
                        session.commit();
                    }
                } catch (SQLException e) {
                    expected(session, e);
                }
            }
        }
    }

    /** Even keys have one place, odd ones two. */
    private static String options(Random random, List<Long> some) {
        int key = random.nextInt(KEYS);
        String place = "\"concurrency_key\": \"k%s\", \"concurrency_limit\": %s".formatted(key, 1 + key % 2);
        String parent = some.isEmpty() ? "" : parents(random, some);
        return switch (random.nextInt(some.isEmpty() ? 4 : 6)) {
            case 0 -> "{}";
            case 1, 2 -> "{" + place + "}";
            case 3 -> "{" + place + ", \"start_by\": \"" + (1 + random.nextInt(2000)) + " ms\"}";
            case 4 -> "{" + parent + "}";
            default -> "{" + place + ", " + parent + "}";
        };
    }

    private static String parents(Random random, List<Long> some) {
        Set<Long> parents = new TreeSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            parents.add(some.get(random.nextInt(some.size())));
        }
        return "\"parents\": %s, \"on_parent_failure\": \"%s\""
                        .formatted(parents, random.nextBoolean() ? "run" : "cancel")
                + (random.nextBoolean() ? ", \"parents_needed\": " + (1 + random.nextInt(parents.size())) : "")
                + (random.nextInt(4) == 0 ? ", \"parents_timeout\": \"" + random.nextInt(1, 500) + " ms\"" : "");
    }

    private void work(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            String worker = session.worker();
            while (crowd.goesOn()) {
                List<List<@Nullable String>> claimed;
                try {
                    claimed = session.rows(
                            "select claim_id, id from awa.claim_jobs(?::uuid, ?, ?)",
                            worker,
                            "q" + random.nextInt(3),
                            1 + random.nextInt(10));
                } catch (SQLException e) {
                    expected(session, e);
                    continue;
                }
                Thread.sleep(random.nextInt(10));
                for (List<@Nullable String> row : claimed) {
                    settle(
                            session,
                            random,
                            worker,
                            Long.parseLong(String.valueOf(row.get(0))),
                            Long.parseLong(String.valueOf(row.get(1))));
                }
            }
        }
    }

    /** Over all queues, from one snapshot. */
    private void check(Crowd crowd) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                assertThat(session.rows("""
                                select 'running', options ->> 'concurrency_key' as key, count(*)
                                from awa.jobs
                                where state = 'running' and options ?? 'concurrency_key'
                                group by key
                                having count(*) > 1 + substr(min(options ->> 'concurrency_key'), 2)::int % 2
                                union all
                                select 'places', line, count(*)
                                from awa_store.place
                                group by line
                                having count(*) > 1 + substr(line, 3)::int % 2"""))
                        .as("keys with too many jobs under way, seed %s", crowd.seed())
                        .isEmpty();
                Thread.sleep(5);
            }
        }
    }

    private void settle(Session session, Random random, String worker, long claim, long job) throws Exception {
        String call = switch (random.nextInt(10)) {
            case 0, 1 -> "awa.fail_jobs(w, c, array[j], '{oops}', '20 ms')";
            case 2 -> "awa.snooze_job(w, c, j, '30 ms')";
            case 3 -> "awa.release_jobs(w, c, array[j])";
            case 4 -> "awa.cancel_running(w, c, array[j])";
            case 5 -> "awa.fail_jobs(w, c, array[j], '{oops}', final => true)";
            default -> "awa.complete_jobs(w, c, array[j])";
        };
        boolean isOldSnapshot = random.nextInt(8) == 0;
        boolean again = true;
        while (again) {
            try {
                if (isOldSnapshot) {
                    session.begin();
                    session.run("set transaction isolation level repeatable read");
                    session.run("select from awa.contract_version()");
                    Thread.sleep(random.nextInt(20));
                }
                session.run(
                        "select from (select ?::uuid, ?::bigint, ?::bigint) a (w, c, j), " + call, worker, claim, job);
                if (isOldSnapshot) {
                    session.commit();
                }
                again = false;
            } catch (SQLException e) {
                expected(session, e);
                again = TRY_AGAIN.contains(e.getSQLState());
            }
        }
    }

    private void cancel(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                Thread.sleep(random.nextInt(50));
                try {
                    session.run(
                            "select from awa_store.entry_seq s, awa.cancel_job(greatest(1, s.last_value - ?))",
                            random.nextInt(200));
                } catch (SQLException e) {
                    expected(session, e);
                }
            }
        }
    }

    /** Puts waiting jobs off, calls them up, runs dead ones again, and now and then keeps what it did uncommitted for a while. */
    private void change(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn() && produced.get() <= JOBS) {
                boolean transaction = random.nextInt(4) == 0;
                String call = switch (random.nextInt(6)) {
                    case 0, 1 -> "awa.reschedule_job(j, run_at => now() + '30 ms')";
                    case 2, 3 -> "awa.reschedule_job(j, run_at => now(), priority => 1 + (j % 4)::int)";
                    case 4 -> "awa.retry_job(j)";
                    default -> "awa.delete_job(j)";
                };
                try {
                    if (transaction) {
                        session.begin();
                    }
                    session.run(
                            "select from (select greatest(1, s.last_value - ?) from awa_store.entry_seq s) a (j), "
                                    + call,
                            random.nextInt(300));
                    if (transaction) {
                        Thread.sleep(random.nextInt(150));
                        if (random.nextInt(4) == 0) {
                            session.rollback();
                        } else {
                            session.commit();
                        }
                    }
                } catch (SQLException e) {
                    expected(session, e);
                }
                Thread.sleep(random.nextInt(30));
            }
        }
    }

    private void tick(Crowd crowd) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                session.run("select from awa.tick()");
                Thread.sleep(200);
            }
        }
    }

    private static void expected(Session session, SQLException e) throws SQLException {
        if (!EXPECTED.contains(String.valueOf(e.getSQLState()))) {
            throw e;
        }
        session.recover();
    }
}
