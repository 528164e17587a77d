package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a claim reads, in buffers, depends neither on the backlog nor on history, nor on snapshots and transactions held. */
@Tag("sql")
class HeldSnapshotTest {

    private static final int BATCH = 500;

    /** A level more in an index of each partition and lane, and pages that were half full: not a growth with the load. */
    private static final int SLACK = 90;

    private static final Pattern BUFFERS = Pattern.compile("shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final int many = Crowd.isLong() ? 1_000_000 : 100_000;

    @BeforeEach
    void leaveVacuumOut() {
        database.get().run("""
                do $$
                declare
                  v_table regclass;
                begin
                  for v_table in
                    select c.oid from pg_class c where c.relnamespace = 'awa_store'::regnamespace and c.relkind = 'r'
                  loop
                    execute format('alter table %s set (autovacuum_enabled = off)', v_table);
                  end loop;
                end
                $$""");
    }

    @Test
    void jobsThatRunWhileASnapshotIsHeldLeaveNoDeadTuplesInTheLedgerAndMakeNoClaimDearer() throws Exception {
        try (Session reader = open();
                Session session = open()) {
            String worker = session.worker();
            cycle(session, worker, 4 * BATCH);
            insert(session, BATCH);
            long before = claimBuffers(session, worker, BATCH);

            reader.begin();
            reader.run("set transaction isolation level repeatable read");
            reader.run("select count(*) from awa_store.ready");
            for (int done = 0; done < many; done += 20 * BATCH) {
                cycle(session, worker, 20 * BATCH);
            }
            insert(session, BATCH);
            long after = claimBuffers(session, worker, BATCH);

            assertThat(after).as("buffers of a claim, %d at first", before).isLessThanOrEqualTo(before + SLACK);
            assertThat(deadTuples(session))
                    .as("dead tuples")
                    .hasSize(15)
                    .allSatisfy((table, tuples) -> assertThat(tuples).as(table).isZero());
            assertThat(session.number("""
                            select sum(n_tup_ins) from pg_stat_user_tables
                            where schemaname = 'awa_store' and relname ~ '^ready_[0-9]+$'"""))
                    .as("inserts that the same counters know of")
                    .isEqualTo(many + 6 * BATCH);
            assertThat(reader.number("select count(*) from awa_store.ready")).isEqualTo(5 * BATCH);
            reader.commit();
        }
    }

    @Test
    void aFullLimitIsNoDearerAfterManyClaimsWhileASnapshotIsHeld() throws Exception {
        try (Session reader = open();
                Session session = open()) {
            String worker = session.worker();
            session.run(
                    "select from awa.put_limit('l', '{\"concurrency\": 2, \"rate\": 1000000, \"burst\": 1000000}')");
            session.run("select from awa.configure_queue('default', '{\"create\": true, \"limits\": [\"l\"]}')");
            String work = """
                    do $$ begin
                      for i in 1..%d loop
                        perform from awa.insert_job('k');
                        perform awa.complete_jobs('%s', c.claim_id, array[c.id]) from awa.claim_jobs('%s') c;
                        commit;
                        if i %% 200 = 0 then
                          perform from awa.tick();
                          commit;
                        end if;
                      end loop;
                    end $$""";
            session.run(work.formatted(100, worker, worker));
            insert(session, 10);
            long before = claimBuffers(session, worker, 1);

            reader.begin();
            reader.run("set transaction isolation level repeatable read");
            reader.run("select count(*) from awa_store.ready");
            session.run(work.formatted(many / 40, worker, worker));
            long after = claimBuffers(session, worker, 1);

            assertThat(after).as("buffers of a claim, %d at first", before).isLessThanOrEqualTo(before + SLACK);
            assertThat(session.number("select started from awa.limits")).isGreaterThan(many / 40);
            reader.commit();
        }
    }

    @Test
    void aClaimOfOneReadsNoMoreWithALargeBacklogThanWithASmallOne() throws Exception {
        try (Session session = open()) {
            String worker = session.worker();
            insert(session, 100);
            claimBuffers(session, worker, 1);
            long few = claimBuffers(session, worker, 1);
            for (int waiting = 0; waiting < many; waiting += 20 * BATCH) {
                insert(session, 20 * BATCH);
            }
            claimBuffers(session, worker, 1);
            long backlog = claimBuffers(session, worker, 1);
            session.run("select from awa.claim_jobs(?::uuid, max_jobs => ?)", worker, 10_000);
            long inTheMiddle = claimBuffers(session, worker, 1);

            assertThat(backlog).as("buffers with a backlog, %d without", few).isLessThanOrEqualTo(few + SLACK);
            assertThat(inTheMiddle).as("further on, %d without", few).isLessThanOrEqualTo(few + SLACK);
        }
    }

    @Test
    void aClaimThatFindsNothingDoesNotReadTheHistoryOfItsLane() throws Exception {
        try (Session session = open()) {
            String worker = session.worker();
            cycle(session, worker, BATCH);
            long before = claimBuffers(session, worker, 1);
            for (int done = 0; done < many; done += 20 * BATCH) {
                cycle(session, worker, 20 * BATCH);
            }
            assertThat(claimBuffers(session, worker, 1))
                    .as("buffers after %d jobs, %d before", many, before)
                    .isLessThanOrEqualTo(before + SLACK);
        }
    }

    @Test
    void aBulkLoadIsNotReadBeforeItCommitsNorTwiceAfterwards() throws Exception {
        try (Session bulk = open();
                Session session = open()) {
            String worker = session.worker();
            cycle(session, worker, 2 * BATCH);
            insert(session, BATCH);
            long full = claimBuffers(session, worker, BATCH);
            long empty = claimBuffers(session, worker, BATCH);

            bulk.begin();
            for (int loaded = 0; loaded < many; loaded += 20 * BATCH) {
                insert(bulk, 20 * BATCH);
            }
            // its id is in the middle of the ids now
            session.run("select from awa.insert_job('k', queue => 'elsewhere')");
            assertThat(claimBuffers(session, worker, BATCH))
                    .as("buffers while it is open, %d before", empty)
                    .isLessThanOrEqualTo(empty + SLACK);
            session.run("select from awa.insert_job('k')");
            assertThat(session.numbers("select id from awa.claim_jobs(?::uuid)", worker))
                    .hasSize(1);
            assertThat(claimBuffers(session, worker, BATCH))
                    .as("buffers when the cursor has passed it, %d before", empty)
                    .isLessThanOrEqualTo(empty + SLACK);
            bulk.commit();

            session.run("select from awa.claim_jobs(?::uuid, max_jobs => ?)", worker, 10_000);
            long early = claimBuffers(session, worker, BATCH);
            for (int claimed = 0; claimed < many - 4 * 10_000; claimed += 10_000) {
                session.run("select from awa.claim_jobs(?::uuid, max_jobs => ?)", worker, 10_000);
            }
            assertThat(early).as("buffers of its first claims, %d before", full).isLessThanOrEqualTo(full + SLACK);
            assertThat(claimBuffers(session, worker, BATCH))
                    .as("buffers of its last claims, %d before", full)
                    .isLessThanOrEqualTo(full + SLACK);
        }
    }

    @Test
    void cancelledJobsArePassedOverInAFewLooksAndForgotten() throws Exception {
        try (Session session = open()) {
            String worker = session.worker();
            insert(session, 20 * BATCH);
            session.run("select from awa_store.ready r, awa.cancel_job(r.job_id) order by r.seq");
            assertThat(session.numbers("select id from awa.claim_jobs(?::uuid)", worker))
                    .isEmpty();
            assertThat(session.number("select count(*) from awa_store.claim")).isLessThanOrEqualTo(11);
            insert(session, 1);
            assertThat(session.numbers("select id from awa.claim_jobs(?::uuid)", worker))
                    .hasSize(1);
            for (int i = 0; i < 20 * BATCH; i += 1000) {
                session.run("select from awa.tick()");
            }
            assertThat(session.number("select count(*) from awa_store.withdrawn"))
                    .isZero();
        }
    }

    /** Inserts, claims and completes jobs in batches. */
    private static void cycle(Session session, String worker, int jobs) throws SQLException {
        insert(session, jobs);
        for (int done = 0; done < jobs; done += BATCH) {
            List<List<@Nullable String>> claimed =
                    session.rows("select claim_id, id from awa.claim_jobs(?::uuid, max_jobs => ?)", worker, BATCH);
            assertThat(claimed).hasSize(BATCH);
            Map<Long, List<Long>> claims = new LinkedHashMap<>();
            for (List<@Nullable String> job : claimed) {
                claims.computeIfAbsent(Long.valueOf(String.valueOf(job.get(0))), claim -> new ArrayList<>())
                        .add(Long.valueOf(String.valueOf(job.get(1))));
            }
            for (Map.Entry<Long, List<Long>> claim : claims.entrySet()) {
                session.run("select from awa.complete_jobs(?::uuid, ?, ?)", worker, claim.getKey(), claim.getValue());
            }
        }
    }

    private static void insert(Session session, int jobs) throws SQLException {
        for (int done = 0; done < jobs; done += BATCH) {
            session.run("""
                    select from (select jsonb_agg(jsonb_build_object('kind', 'k')) from generate_series(1, ?)) j (jobs),
                      awa.insert_jobs(j.jobs)""", Math.min(BATCH, jobs - done));
        }
    }

    /** Pages of all tables and indexes that a claim looks at, in the cache or not. */
    private static long claimBuffers(Session session, String worker, int jobs) throws SQLException {
        String plan = session.rows(
                        "explain (analyze, buffers, costs off, timing off, summary off) select * from awa.claim_jobs('%s', max_jobs => %d)"
                                .formatted(worker, jobs))
                .toString();
        Matcher buffers = BUFFERS.matcher(plan);
        assertThat(buffers.find()).as(plan).isTrue();
        return count(buffers.group(1)) + count(buffers.group(2));
    }

    private static long count(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Per partition of the ledger, as counted by the sessions themselves: nothing is vacuumed here. */
    private static Map<String, Long> deadTuples(Session session) throws SQLException {
        session.run("select pg_stat_force_next_flush()");
        session.run("select");
        Map<String, Long> tuples = new LinkedHashMap<>();
        for (List<@Nullable String> row : session.rows("""
                select relname, n_dead_tup + n_tup_upd + n_tup_del from pg_stat_user_tables
                where schemaname = 'awa_store' and (relname ~ '^(ready|claim|outcome)_[0-9]+$' or relname in ('open_claim', 'watch', 'progress'))
                order by relname""")) {
            tuples.put(String.valueOf(row.get(0)), Long.parseLong(String.valueOf(row.get(1))));
        }
        return tuples;
    }

    private Session open() throws SQLException {
        return Session.open(database.get());
    }
}
