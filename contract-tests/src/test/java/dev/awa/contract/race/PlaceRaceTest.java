package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import org.junit.jupiter.api.Test;

/** Places of a concurrency key when claims, settles and their commits meet. */
class PlaceRaceTest extends RaceTest {

    private static final String CLAIM = "select id from awa.claim_jobs(worker('a'), ?, 10) order by id";
    private static final String COMPLETE =
            "select settled from awa_store.claim c, awa.complete_jobs(worker('a'), c.claim_id, array[?]) where ? = any (c.job_ids)";

    @Test
    void twoClaimsOfOneKeyStartOneJob() throws Exception {
        long job = insert("q1");
        insert("q2");
        first.run("select worker('a')");
        first.begin();
        assertThat(first.row(CLAIM, "q1")).isEqualTo(String.valueOf(job));

        Running claim = second.startAndBlock(CLAIM, "q2");
        first.commit();

        assertThat(claim.rows()).isEmpty();
        assertThat(first.row("select string_agg(state, ',' order by id) from awa.jobs"))
                .isEqualTo("running,blocked");
    }

    @Test
    void aClaimThatRollsBackGivesItsPlaceUp() throws Exception {
        insert("q1");
        long other = insert("q2");
        first.run("select worker('a')");
        first.begin();
        first.row(CLAIM, "q1");

        Running claim = second.startAndBlock(CLAIM, "q2");
        first.rollback();

        assertThat(claim.rows()).containsExactly(String.valueOf(other));
    }

    @Test
    void aClaimThatHasPromotedJobsWaitsForNoKey() throws Exception {
        first.run("select stop_clock()");
        first.run("select from awa.configure_queue('q2', '{\"partitions\": 4, \"create\": true}')");
        insert("q1");
        long keyed = insert("q2");
        long due = first.number(
                "select id from awa.insert_job('x', queue => 'q2', run_at => awa_store.clock() + interval '1 minute')");
        first.run("select worker('a')");
        first.run("select advance_clock('2 minutes')");
        first.run("select from awa.heartbeat(worker('a'))");
        first.begin();
        first.row(CLAIM, "q1");

        assertThat(second.texts(CLAIM, "q2")).containsExactly(String.valueOf(due));

        first.commit();
        assertThat(stateOf(keyed)).isEqualTo("blocked");
    }

    @Test
    void aJobIsLetInWhenTheSettleOfTheOneBeforeItCommits() throws Exception {
        long job = insert("q1");
        long next = insert("q2");
        first.row(CLAIM, "q1");
        assertThat(second.texts(CLAIM, "q2")).isEmpty();
        first.begin();
        first.row(COMPLETE, job, job);
        assertThat(second.texts(CLAIM, "q2")).as("before the commit").isEmpty();
        first.commit();

        assertThat(second.row(CLAIM, "q2")).isEqualTo(String.valueOf(next));
    }

    @Test
    void aSettleInALongTransactionHoldsUpNoClaim() throws Exception {
        long job = insert("q1");
        first.row(CLAIM, "q1");
        first.begin();
        first.row(COMPLETE, job, job);
        insertBy(second, "q2");

        // its place is not free yet, but it does not wait to learn that
        assertThat(second.texts(CLAIM, "q2")).isEmpty();
        first.rollback();
        assertThat(stateOf(job)).isEqualTo("running");
        second.run("select from awa.tick()");
        assertThat(second.texts(CLAIM, "q2")).isEmpty();
    }

    @Test
    void aJobThatWasBlockedSinceAKeyWasBusyIsLetInByTick() throws Exception {
        first.run("select worker('a')");
        insertBy(first, "q2", "k1");
        long stranded = insertBy(first, "q2", "k2");
        // somebody has the second key for a moment, when this claim has the first one already
        second.begin();
        second.run("select pg_advisory_xact_lock(awa_store.lock_class('concurrency'), awa_store.line_lock_id('kk2'))");
        assertThat(first.texts(CLAIM, "q2")).hasSize(1);
        assertThat(stateOf(stranded)).isEqualTo("blocked");
        second.commit();
        first.run("select from awa.tick()");

        assertThat(first.row(CLAIM, "q2")).isEqualTo(String.valueOf(stranded));
    }

    @Test
    void aSettleFromAnOldSnapshotLeavesItsPlaceToTick() throws Exception {
        long job = insert("q1");
        long next = insert("q2");
        first.row(CLAIM, "q1");
        assertThat(second.texts(CLAIM, "q2")).isEmpty();
        first.run("begin isolation level repeatable read");
        first.row(COMPLETE, job, job);
        first.commit();
        assertThat(second.texts(CLAIM, "q2")).as("before tick").isEmpty();
        second.run("select from awa.tick()");

        assertThat(second.row(CLAIM, "q2")).isEqualTo(String.valueOf(next));
    }

    private long insert(String queue) throws Exception {
        return insertBy(first, queue);
    }

    private static long insertBy(Session session, String queue) throws Exception {
        return insertBy(session, queue, "k");
    }

    private static long insertBy(Session session, String queue, String key) throws Exception {
        return session.number(
                "select id from awa.insert_job('x', queue => ?, opts => jsonb_build_object('concurrency_key', ?::text))",
                queue,
                key);
    }
}
