package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What queue_stats, list_jobs and get_job say while everything moves, compared with counting over the view from the same
 * snapshot: late transactions, windows, counts of long lanes and histories, and a ring that turns every few seconds.
 */
@Tag("tools")
class StatsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(Crowd.isLong() ? 40 : 4);

    private static final int CHECKS = Crowd.isLong() ? 3000 : 20;

    private static final int CHECKS_PER_TURN = Crowd.isLong() ? 15 : 4;

    /** A transaction to be run again, or jobs that a cancellation or a rescue took away. */
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "AW005");

    private static final String SETUP = """
            -- A session may stop its own clock.
            create or replace function awa_store.clock() returns timestamptz language sql volatile as $$
              select coalesce(nullif(current_setting('test.clock', true), '')::timestamptz, clock_timestamp())
            $$;
            select from awa.configure('{"keep_completed": "4 s", "keep_failed": "5 s", "keep_cancelled": "3 s"}');
            select from awa.configure_queue('q1', '{"create": true, "partitions": 3, "aging": "1 s"}');
            select from awa.configure_queue('q2', '{"create": true, "keep_completed": "8 s", "keep_cancelled": "20 s"}');
            """;

    private static final String DIFFERENT_STATS = """
            select jsonb_build_object('stats', s, 'view', v)
            from awa.queue_stats() s
            full join (
              select
                queue,
                count(*) filter (where state = 'pending') as pending,
                count(*) filter (where state = 'available') as available,
                count(*) filter (where state = 'blocked') as blocked,
                count(*) filter (where state = 'running') as running,
                count(*) filter (where state = 'scheduled') as scheduled,
                count(*) filter (where state = 'retryable') as retryable,
                count(*) filter (where state = 'completed') as completed,
                count(*) filter (where state = 'failed') as failed,
                count(*) filter (where state = 'cancelled') as cancelled
              from awa.jobs
              group by queue
            ) v on v.queue = s.queue_name
            where (s.pending, s.available, s.blocked, s.running, s.scheduled, s.retryable, s.completed, s.failed, s.cancelled)
              is distinct from (
                coalesce(v.pending, 0), coalesce(v.available, 0), coalesce(v.blocked, 0), coalesce(v.running, 0), coalesce(v.scheduled, 0), coalesce(v.retryable, 0),
                coalesce(v.completed, 0), coalesce(v.failed, 0), coalesce(v.cancelled, 0))
              or (s.oldest_available_at is null) <> (coalesce(v.available, 0) = 0)""";

    private static final String LISTED = """
            select l.id, l::text
            from unnest('{q0,q1,q2,q3}'::text[]) q,
              unnest('{pending,available,blocked,running,scheduled,retryable,waiting_external,completed,failed,cancelled}'::text[]) s,
              awa.list_jobs(q, s, 1000) l""";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final AtomicInteger turns = new AtomicInteger();

    @Test
    void everyNumberIsRightAtAnyMoment() throws Exception {
        database.get().run(SETUP);
        Crowd crowd = Crowd.gather("stats under everything at once");
        crowd.add("producer", 3, random -> repeat(crowd, random, this::produce));
        crowd.add("claimer", 4, random -> claim(crowd, random));
        crowd.add("canceller", 1, random -> repeat(crowd, random, this::cancel));
        crowd.add("pauser", 1, random -> repeat(crowd, random, this::pause));
        crowd.add("ticker", 1, random -> tick(crowd, random));
        crowd.start();
        try (Session session = Session.open(database.get())) {
            for (int checks = 1; crowd.goesOn() && checks <= CHECKS; checks++) {
                check(session, crowd);
                // a reader keeps the ring from truncating a segment
                if (checks % CHECKS_PER_TURN == 0) {
                    awaitTurn(session, crowd);
                }
            }
        }
        crowd.stop();
        crowd.await("", PATIENCE);
        System.out.printf("%s checks while the ring turned %s times%n", CHECKS, turns);
    }

    private void awaitTurn(Session session, Crowd crowd) {
        int before = turns.get();
        Awaitility.await("a turn of the ring, seed " + crowd.seed())
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(crowd.goesOn() && turns.get() == before)
                        .as(
                                "no turn after %s: %s",
                                before, session.rows("select t, clock_timestamp() from awa_store.segment t"))
                        .isFalse());
    }

    private static void check(Session session, Crowd crowd) throws SQLException {
        session.begin();
        session.run("set transaction isolation level repeatable read");
        // before the snapshot, since a snapshot does not see what was truncated after it
        session.run("lock table awa_store.ready, awa_store.claim, awa_store.outcome in access share mode");
        session.run("select set_config('test.clock', clock_timestamp()::text, true)");
        assertThat(session.rows(DIFFERENT_STATS))
                .as("stats, seed %s", crowd.seed())
                .isEmpty();
        Map<Long, String> seen = byId(session.rows("select id, j::text from awa.jobs j"));
        Map<Long, String> listed = byId(session.rows(LISTED));
        assertThat(seen)
                .as("jobs in the view, which are listed, seed %s", crowd.seed())
                .containsAllEntriesOf(listed);
        if (seen.size() < 1000) {
            assertThat(listed).as("jobs listed, seed %s", crowd.seed()).hasSameSizeAs(seen);
        }
        List<Long> some = seen.keySet().stream().limit(300).toList();
        assertThat(byId(session.rows("select g.id, g::text from unnest(?::bigint[]) j, awa.get_job(j) g", some)))
                .as("jobs found by id, seed %s", crowd.seed())
                .hasSize(some.size())
                .allSatisfy((id, job) -> assertThat(job).isEqualTo(seen.get(id)));
        session.commit();
    }

    private static Map<Long, String> byId(List<List<@Nullable String>> rows) {
        Map<Long, String> jobs = new HashMap<>();
        for (List<@Nullable String> row : rows) {
            String other = jobs.put(Long.valueOf(String.valueOf(row.get(0))), String.valueOf(row.get(1)));
            assertThat(other).as("another row of the same job %s", row).isNull();
        }
        return jobs;
    }

    private interface Act {
        void run(Session session, Random random) throws Exception;
    }

    private void repeat(Crowd crowd, Random random, Act act) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                attempt(session, random, act);
            }
        }
    }

    private static void attempt(Session session, Random random, Act act) throws Exception {
        try {
            act.run(session, random);
        } catch (SQLException e) {
            if (!EXPECTED.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            session.recover();
        }
    }

    /** One job or some, at once or in a transaction that stays open over windows and turns of the ring. */
    private void produce(Session session, Random random) throws Exception {
        boolean transaction = random.nextInt(3) == 0;
        if (transaction) {
            session.begin();
        }
        for (int i = transaction ? random.nextInt(5) : 0; i >= 0; i--) {
            if (random.nextInt(6) == 0) {
                session.run(
                        """
                        select from awa.insert_jobs((
                          select jsonb_agg(jsonb_build_object(
                            'kind', 'k', 'queue', ?::text, 'priority', 1 + (n + ?::int) % 4, 'max_attempts', 1 + n % 3,
                            'run_at', now() + ?::int * interval '1 ms', 'ordering_key', n::text))
                          from generate_series(1, ?::int) n))""",
                        queue(random),
                        random.nextInt(4),
                        random.nextInt(4) == 0 ? random.nextInt(3000) : 0,
                        1 + random.nextInt(30));
            } else {
                session.run(
                        "select from awa.insert_job('k', queue => ?, priority => ?, unique_by => ?::jsonb, max_attempts => 2,"
                                + " opts => ?::jsonb)",
                        queue(random),
                        1 + random.nextInt(4),
                        random.nextInt(3) == 0
                                ? "{\"key\": \"%s\", \"on_conflict\": \"replace\"}".formatted(random.nextInt(30))
                                : null,
                        options(random));
            }
            Thread.sleep(random.nextInt(random.nextInt(20) == 0 ? 1500 : 60));
        }
        if (!transaction) {
            return;
        } else if (random.nextInt(6) == 0) {
            session.rollback();
        } else {
            session.commit();
        }
    }

    private static String options(Random random) {
        return switch (random.nextInt(6)) {
            case 0 ->
                "{\"concurrency_key\": \"%s\", \"concurrency_limit\": %s}"
                        .formatted(random.nextInt(20), 1 + random.nextInt(2));
            case 1 -> "{\"start_by\": \"%s ms\"}".formatted(1 + random.nextInt(1500));
            default -> "{}";
        };
    }

    private void claim(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            String worker = session.worker();
            List<Claim> claims = new ArrayList<>();
            while (crowd.goesOn()) {
                for (List<@Nullable String> row : session.rows(
                        "select claim_id, array_to_string(array_agg(id), ',') from awa.claim_jobs(?::uuid, ?, ?) group by claim_id",
                        worker,
                        queue(random),
                        1 + random.nextInt(40))) {
                    claims.add(new Claim(
                            Long.parseLong(String.valueOf(row.get(0))),
                            Stream.of(String.valueOf(row.get(1)).split(","))
                                    .map(Long::valueOf)
                                    .collect(Collectors.toCollection(ArrayList::new))));
                }
                Thread.sleep(random.nextInt(30));
                // some stay open long enough to be watched, and carried to another segment
                while (!claims.isEmpty() && random.nextInt(40) != 0) {
                    int i = random.nextInt(claims.size());
                    attempt(session, random, (s, r) -> settle(s, r, worker, claims.get(i)));
                    if (claims.get(i).jobs().isEmpty()) {
                        claims.remove(i);
                    }
                }
            }
        }
    }

    /** Jobs of one claim that are not settled yet, as far as their worker knows. */
    private record Claim(long id, List<Long> jobs) {}

    /** All jobs of the claim, or one of them. */
    private static void settle(Session session, Random random, String worker, Claim claim) throws SQLException {
        List<Long> jobs = random.nextBoolean()
                ? List.copyOf(claim.jobs())
                : List.of(claim.jobs().get(0));
        claim.jobs().removeAll(jobs);
        String call = switch (random.nextInt(12)) {
            case 0 -> "awa.fail_jobs($1, $2, $3, array_fill('oops'::text, array[cardinality($3)]), '500 ms')";
            case 1 -> "awa.fail_jobs($1, $2, $3, array_fill('oops'::text, array[cardinality($3)]), final => true)";
            case 2 -> "awa.snooze_job($1, $2, $3[1], '700 ms')";
            case 3, 4 -> "awa.release_jobs($1, $2, $3)";
            case 5 -> "awa.cancel_running($1, $2, $3)";
            case 6 -> "awa.set_progress($1, $2, $3[1], 50)";
            default -> "awa.complete_jobs($1, $2, $3)";
        };
        session.run(
                "select from (select ?::uuid, ?::bigint, ?::bigint[]) a (w, c, j), "
                        + call.replace("$1", "w").replace("$2", "c").replace("$3", "j"),
                worker,
                claim.id(),
                jobs);
    }

    private void cancel(Session session, Random random) throws Exception {
        Thread.sleep(random.nextInt(30));
        session.run("""
                select from awa_store.entry_seq s, awa.cancel_job(greatest(1, s.last_value - ?), 'by test')""", random.nextInt(400));
    }

    /** Long enough for what waits to be carried to another segment. */
    private void pause(Session session, Random random) throws Exception {
        Thread.sleep(random.nextInt(2000));
        session.run("select from awa.configure_queue('q3', '{\"create\": true, \"paused\": true}')");
        Thread.sleep(random.nextInt(7000));
        session.run("select from awa.configure_queue('q3', '{\"paused\": false}')");
    }

    private void tick(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            String segment = "";
            while (crowd.goesOn()) {
                attempt(session, random, (s, r) -> s.run("select from awa.tick()"));
                session.run("select from awa_store.count_long_lanes(?)", 1 + random.nextInt(200));
                session.run("select from awa_store.count_histories(?)", 1 + random.nextInt(30));
                String current = String.valueOf(session.value("select current_segment from awa_store.ring"));
                turns.addAndGet(segment.equals(current) ? 0 : 1);
                segment = current;
                Thread.sleep(random.nextInt(200));
            }
        }
    }

    private static String queue(Random random) {
        return "q" + random.nextInt(4);
    }
}
