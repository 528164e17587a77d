package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits when claims, settles, sleepers and changes meet. */
class LimitRaceTest extends RaceTest {

    private static final String CLAIM = "select id from awa.claim_jobs(worker(), ?, 10)";
    private static final String COMPLETE =
            "select settled from awa_store.claim c, awa.complete_jobs(worker(), c.claim_id, array[?::bigint]) where ? = any (c.job_ids)";
    private static final String SLEEP =
            "select has_work from awa.sleep_until_work(worker(), array[?], (select pending_after from awa.sleep_until_work(worker(), array[?])))";

    @BeforeEach
    void configure() throws Exception {
        first.run("select worker()");
        first.run("select from awa.put_limit('one', '{\"concurrency\": 1}')");
        first.run("select from awa.put_limit('other', '{\"concurrency\": 1}')");
        first.run("select from awa.configure_queue('q1', '{\"create\": true, \"limits\": [\"one\"]}')");
        first.run("select from awa.configure_queue('q2', '{\"create\": true, \"limits\": [\"one\"]}')");
        first.run("select from awa.configure_queue('q3', '{\"create\": true, \"limits\": [\"other\"]}')");
    }

    @Test
    void aClaimWaitsForOneUnderTheSameLimitAndCountsIt() throws Exception {
        long job = insert("q1");
        insert("q2");
        first.begin();
        assertThat(first.row(CLAIM, "q1")).isEqualTo(String.valueOf(job));

        Running claim = second.startAndBlock(CLAIM, "q2");
        first.commit();

        assertThat(claim.rows()).isEmpty();
    }

    @Test
    void aClaimThatRollsBackHasStartedNothing() throws Exception {
        insert("q1");
        long other = insert("q2");
        first.begin();
        first.row(CLAIM, "q1");

        Running claim = second.startAndBlock(CLAIM, "q2");
        first.rollback();

        assertThat(claim.rows()).containsExactly(String.valueOf(other));
        assertThat(first.row("select started from awa.limits where limit_name = 'one'"))
                .isEqualTo("1");
    }

    @Test
    void whoHasALimitWaitsForNoOther() throws Exception {
        insert("q1");
        insert("q3");
        first.begin();
        first.row(CLAIM, "q1");
        second.begin();
        second.row(CLAIM, "q3");

        assertThat(first.texts(CLAIM, "q3")).isEmpty();
        assertThat(second.texts(CLAIM, "q2")).isEmpty();
        first.commit();
        second.commit();
    }

    @Test
    void whoHasALimitWaitsForNoPartition() throws Exception {
        insert("q1");
        insert("plain");
        first.begin();
        first.row(CLAIM, "q1");
        second.begin();
        second.row(CLAIM, "plain");
        insertBy(session(), "plain");

        assertThat(first.texts(CLAIM, "plain")).isEmpty();
        first.commit();
        second.commit();
    }

    @Test
    void aSettleMakesRoomWhenItCommits() throws Exception {
        long job = insert("q1");
        long next = insert("q2");
        first.row(CLAIM, "q1");
        first.begin();
        first.row(COMPLETE, job, job);
        assertThat(second.texts(CLAIM, "q2")).as("before the commit").isEmpty();
        first.rollback();
        assertThat(second.texts(CLAIM, "q2")).as("it was rolled back").isEmpty();
        first.row(COMPLETE, job, job);

        assertThat(second.row(CLAIM, "q2")).isEqualTo(String.valueOf(next));
    }

    @Test
    void aSettleWakesTheSleepersOfAllQueuesOfTheLimit() throws Exception {
        long job = insert("q1");
        insert("q2");
        first.row(CLAIM, "q1");
        second.run("listen awa");
        assertThat(second.row(SLEEP, "q2", "q2")).as("work for a sleeper").isEqualTo("f");

        first.row(COMPLETE, job, job);

        assertThat(second.notifications(20_000)).containsExactly("work:q2");
        assertThat(second.row("select has_work from awa.sleep_until_work(worker(), '{q2}')"))
                .isEqualTo("t");
    }

    @Test
    void aChangeOfALimitWakesSleepers() throws Exception {
        insert("q1");
        insert("q2");
        first.row(CLAIM, "q1");
        second.run("listen awa");
        assertThat(second.row(SLEEP, "q2", "q2")).isEqualTo("f");

        first.run("select from awa.put_limit('one', '{\"concurrency\": 2}')");
        assertThat(second.notifications(20_000)).containsExactly("work:q2");

        first.run("select from awa.penalize_limit('one', '1 h')");
        assertThat(second.row(SLEEP, "q2", "q2")).isEqualTo("f");
        first.run("select from awa.penalize_limit('one', '0')");
        assertThat(second.notifications(20_000)).containsExactly("work:q2");
    }

    @Test
    void aChangeWaitsForClaimsAndClaimsForAChange() throws Exception {
        long job = insert("q1");
        long next = insert("q2");
        first.begin();
        assertThat(first.row(CLAIM, "q1")).isEqualTo(String.valueOf(job));
        Running change = second.startAndBlock("select outcome from awa.put_limit('one', '{\"concurrency\": 2}')");
        first.commit();
        assertThat(change.rows()).containsExactly("changed");
        assertThat(second.row(CLAIM, "q2")).isEqualTo(String.valueOf(next));
    }

    @Test
    void aLimitThatIsJustBeingAttachedIsNotDeleted() throws Exception {
        first.run("select from awa.put_limit('new', '{\"concurrency\": 1}')");
        first.begin();
        first.run("select from awa.configure_queue('q4', '{\"create\": true, \"limits\": [\"new\"]}')");

        Running delete = second.startAndBlock("select outcome from awa.delete_limit('new')");
        first.commit();

        assertThat(delete.rows()).containsExactly("attached");
    }

    @Test
    void twoPutsOfANewLimitMakeOne() throws Exception {
        first.begin();
        first.run("select from awa.put_limit('new', '{\"concurrency\": 1}')");

        Running put = second.startAndBlock("select outcome from awa.put_limit('new', '{\"concurrency\": 1}')");
        first.commit();

        assertThat(put.rows()).containsExactly("unchanged");
    }

    private long insert(String queue) throws Exception {
        return insertBy(first, queue);
    }

    private static long insertBy(Session session, String queue) throws Exception {
        return session.number("select id from awa.insert_job('x', queue => ?)", queue);
    }
}
