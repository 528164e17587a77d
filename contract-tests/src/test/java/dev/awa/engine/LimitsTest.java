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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Limits of queues and kinds under claims of eight sessions that are killed, settles of all sorts, rescues and changes: by the
 * history of the claims, no window holds more starts, and at no time are more attempts open, than the limits say.
 */
@Tag("tools")
class LimitsTest {

    private static final Duration TIME = Duration.ofSeconds(Crowd.isLong() ? 240 : 10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Conflicts that the caller is told to retry, or the end of a session at the killer's hands. */
    private static final Set<String> EXPECTED =
            Set.of("40001", "40P01", "AW005", "AW006", "57P01", "57P02", "08006", "08003", "08001");

    /** What counts in a limit: claims of its queues, and jobs of its kinds. */
    private static final String STARTS = """
            create table start as
            select l.name as limit_name, c.claimed_at, o.settled_at
            from (
              select c.claim_id, c.claimed_at, c.queue, j as job_id, (select r.kind from awa_store.ready r where r.job_id = j limit 1) as kind
              from awa_store.claim c cross join unnest(c.job_ids) j
            ) c
            left join (
              select o.claim_id, j as job_id, o.settled_at from awa_store.outcome o cross join unnest(o.job_ids) j
            ) o using (claim_id, job_id)
            join (values
              ('open', '{q1,q2}'::text[], '{}'::text[]), ('pace', '{q1,q3}', '{}'), ('burst', '{q4}', '{}'),
              ('few', '{}', '{few}'), ('one', '{q5}', '{few}'), ('keyed', '{}', '{keyed,both}'), ('paced', '{}', '{both,paced}')
            ) l (name, queues, kinds) on c.queue = any (l.queues) or c.kind = any (l.kinds)""";

    private static final Map<String, String> LIMITS_OF_KINDS = Map.of(
            "keyed", "{\"limits\": [{\"name\": \"keyed\", \"key\": \"a\"}]}",
            "paced", "{\"limits\": [{\"name\": \"paced\", \"key\": \"a\"}]}",
            "both", "{\"limits\": [{\"name\": \"keyed\", \"key\": \"a\"}, {\"name\": \"paced\", \"key\": \"a\"}]}");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final Map<Integer, Session> victims = new ConcurrentHashMap<>();

    @Test
    void noWindowHoldsMoreStartsAndNeverAreMoreAttemptsOpenThanAreAllowed() throws Exception {
        database.get().run(Books.TABLES + """
                select from awa.put_limit('open', '{"concurrency": 7}');
                select from awa.put_limit('pace', '{"rate": 300, "per": "2 s", "burst": 20}');
                select from awa.put_limit('burst', '{"rate": 1000, "burst": 1, "concurrency": 40}');
                select from awa.put_limit('few', '{"concurrency": 3, "rate": 70, "burst": 5}');
                select from awa.put_limit('one', '{"concurrency": 1}');
                select from awa.put_limit('keyed', '{"concurrency": 3}');
                select from awa.put_limit('paced', '{"rate": 40, "burst": 4}');
                select from awa.configure_queue('q1', '{"create": true, "limits": ["open", "pace"], "partitions": 5}');
                select from awa.configure_queue('q2', '{"create": true, "limits": ["open"]}');
                select from awa.configure_queue('q3', '{"create": true, "limits": ["pace"]}');
                select from awa.configure_queue('q4', '{"create": true, "limits": ["burst"], "partitions": 3}');
                select from awa.configure_queue('q5', '{"create": true, "limits": ["one"]}');
                select from awa.describe_kind('few', opts => '{"limits": ["few", "one"]}');""");
        Crowd crowd = Crowd.gather("limits");
        crowd.add("producer", 2, random -> produce(crowd, random));
        crowd.add("claimer", 8, random -> claim(crowd, random));
        crowd.add("killer", 1, random -> kill(crowd, random));
        crowd.add("ticker", 1, random -> tick(crowd, random));
        crowd.add("canceller", 1, random -> cancel(crowd, random));
        crowd.start();
        Thread.sleep(TIME.toMillis());
        crowd.stop();
        crowd.await("", PATIENCE);
        try (Session session = Session.open(database.get())) {
            session.run("select from awa.tick()");
            session.run(STARTS);
            check(session, crowd.seed());
        }
    }

    private static void check(Session session, long seed) throws SQLException {
        System.out.println(session.rows("select limit_name, count(*) from start group by 1 order by 1"));
        assertThat(session.rows("""
                select limit_name, max(o.sum) from (
                  select limit_name, sum(change) over (partition by limit_name order by at, change) as sum
                  from (
                    select limit_name, claimed_at as at, 1 as change from start
                    union all
                    select limit_name, settled_at, -1 from start where settled_at is not null
                  ) e
                ) o
                join awa.limits l using (limit_name)
                group by limit_name, l.concurrency having max(o.sum) > l.concurrency"""))
                .as("more open attempts than a limit allows, seed " + seed)
                .isEmpty();
        // the most that any window holds beyond what its length allows
        assertThat(session.rows("""
                select limit_name, max(excess) from (
                  select
                    s.limit_name, l.burst,
                    s.upto - s.us * l.rate / l.per_us
                      - min(s.before - s.us * l.rate / l.per_us) over (partition by s.limit_name order by s.us) as excess
                  from (
                    select
                      limit_name, extract(epoch from claimed_at) * 1000000 as us, count(*) as units,
                      sum(count(*)) over w as upto, sum(count(*)) over w - count(*) as before
                    from start
                    group by limit_name, claimed_at
                    window w as (partition by limit_name order by claimed_at)
                  ) s
                  join awa_store.limit_rule l on l.name = s.limit_name and l.rate is not null
                ) w
                group by limit_name, burst having max(excess) > burst + 0.000001"""))
                .as("more starts in a window than a limit allows, seed " + seed)
                .isEmpty();
        assertThat(session.numbers("select count(*) from start group by limit_name"))
                .as("starts of each limit")
                .hasSize(7)
                .allMatch(starts -> starts > 20);
        // what the limits themselves have counted is what the history says
        assertThat(session.rows("""
                select l.limit_name, l.open, l.started, h.open, h.started
                from awa.limits l
                join (
                  select limit_name, count(*) as started, count(*) filter (where settled_at is null) as open from start group by 1
                ) h using (limit_name)
                where l.limit_name not in ('keyed', 'paced')
                  and (l.started <> h.started or l.concurrency is not null and l.open <> h.open)""")).as("limits that count otherwise").isEmpty();
    }

    private void produce(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                for (int queue = 1; queue <= 6; queue++) {
                    session.run(
                            "select from awa.insert_many(case ?::int when 0 then 'few' else 'k' end, array(select '{}'::jsonb from generate_series(1, ?::int)), ?)",
                            random.nextInt(5),
                            1 + random.nextInt(12),
                            "q" + queue);
                }
                for (String kind : List.of("keyed", "both", "paced")) {
                    session.run(
                            "select from awa.insert_job(?, queue => ?, opts => ?::jsonb)",
                            kind,
                            "q" + (6 + random.nextInt(2)),
                            LIMITS_OF_KINDS.get(kind));
                }
                Thread.sleep(random.nextInt(80));
            }
        }
    }

    private void claim(Crowd crowd, Random random) throws Exception {
        Session session = Session.open(database.get());
        @Nullable String worker = null;
        while (crowd.goesOn()) {
            try {
                if (worker == null) {
                    victims.put(session.pid(), session);
                    worker = session.value("""
                            select worker_id from awa.register_worker(opts => '{"heartbeat_every": "300 ms", "dead_after": "1 s"}')""");
                }
                session.run("select from awa.heartbeat(?::uuid)", worker);
                boolean settles = act(session, worker, random);
                if (!settles || random.nextInt(200) == 0) {
                    worker = null;
                }
            } catch (SQLException e) {
                expect(e);
                if (!session.recover()) {
                    victims.remove(session.pid());
                    session.abandon();
                    session = Session.open(database.get());
                    worker = null;
                }
            }
        }
        victims.remove(session.pid());
        session.close();
    }

    private static boolean act(Session session, String worker, Random random) throws Exception {
        boolean twice = random.nextInt(8) == 0;
        if (twice) {
            session.begin();
        }
        var claimed = session.rows(
                "select claim_id, id from awa.claim_jobs(?::uuid, ?, ?)",
                worker,
                "q" + (1 + random.nextInt(7)),
                1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 8));
        if (twice) {
            if (random.nextInt(4) == 0) {
                session.rollback();
                return true;
            }
            claimed.addAll(session.rows(
                    "select claim_id, id from awa.claim_jobs(?::uuid, ?, ?)",
                    worker,
                    "q" + (1 + random.nextInt(7)),
                    1 + random.nextInt(8)));
            session.commit();
        }
        if (claimed.isEmpty()) {
            Thread.sleep(random.nextInt(4));
        } else {
            Thread.sleep(random.nextInt(6));
        }
        return new Attempts(session, worker, random).settle(claimed);
    }

    private void kill(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                Thread.sleep(50 + random.nextInt(200));
                Integer[] pids = victims.keySet().toArray(Integer[]::new);
                if (pids.length > 0) {
                    session.run("select pg_terminate_backend(?)", pids[random.nextInt(pids.length)]);
                }
            }
        }
    }

    private void tick(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                session.run("select from awa.tick()");
                Thread.sleep(random.nextInt(300));
            }
        }
    }

    private void cancel(Crowd crowd, Random random) throws Exception {
        try (Session session = Session.open(database.get())) {
            while (crowd.goesOn()) {
                try {
                    session.run(
                            "select from awa_store.entry_seq s, awa.cancel_job(greatest(1, s.last_value - ?), 'by test') c",
                            random.nextInt(600));
                } catch (SQLException e) {
                    expect(e);
                }
                Thread.sleep(random.nextInt(20));
            }
        }
    }

    private static void expect(SQLException e) throws SQLException {
        if (!EXPECTED.contains(e.getSQLState())) {
            throw e;
        }
    }
}
