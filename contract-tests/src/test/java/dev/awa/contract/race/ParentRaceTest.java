package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import org.junit.jupiter.api.Test;

/** A child is never left behind, whatever ends its parents while it is inserted. */
class ParentRaceTest extends RaceTest {

    @Test
    void aParentThatEndsWhileItsChildIsInsertedIsSeenAtCommit() throws Exception {
        long parent = insertedJob();
        long claim = claimedBy("a");
        second.begin();
        long child = insertChild(second, parent);
        complete(first, claim, parent);
        assertThat(second.row("select state_of(?)", child)).isEqualTo("pending");
        second.commit();

        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void aParentThatEndsInATransactionThatDidNotSeeItsChildIsSeenByTick() throws Exception {
        long parent = insertedJob();
        long claim = claimedBy("a");
        first.begin();
        complete(first, claim, parent);
        long child = insertChild(second, parent);
        assertThat(second.row("select state_of(?)", child)).isEqualTo("pending");
        // more than once, since the transaction that ends the parent is open all the time
        second.run("select from awa.tick()");
        second.run("select from awa.tick()");
        second.run("select from awa.tick()");
        first.commit();
        assertThat(stateOf(child)).isEqualTo("pending");
        second.run("select from awa.tick()");

        assertThat(stateOf(child)).isEqualTo("available");
        assertThat(first.number("select count(*) from awa_store.wait where on_kind = 'job'"))
                .isZero();
    }

    @Test
    void twoParentsThatEndAtOnceLetTheChildGo() throws Exception {
        long one = insertedJob();
        long oneClaim = claimedBy("a");
        long other = insertedJob();
        long otherClaim = claimedBy("a");
        long child = insertChild(first, one, other);
        first.begin();
        complete(first, oneClaim, one);
        second.begin();
        complete(second, otherClaim, other);
        first.commit();
        assertThat(second.row("select state_of(?)", child)).isEqualTo("pending");
        second.commit();

        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void anEndThatRollsBackLeavesTheChildPending() throws Exception {
        long parent = insertedJob();
        long claim = claimedBy("a");
        long child = insertChild(first, parent);
        first.begin();
        complete(first, claim, parent);
        first.rollback();

        assertThat(stateOf(child)).isEqualTo("pending");
        complete(first, claim, parent);
        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void aRowIsYoungNoLongerWhenNobodyCanHaveMissedIt() throws Exception {
        long parent = insertedJob();
        insertChild(first, parent);
        first.run("select from awa.tick()");
        assertThat(first.row("select safe_after > '0' from awa_store.wait")).isEqualTo("t");
        first.run("select from awa.tick()");
        assertThat(first.row("select safe_after > '1' from awa_store.wait")).isEqualTo("t");
        first.run("select from awa.tick()");

        assertThat(first.row("select safe_after from awa_store.wait")).isEqualTo("null");
    }

    @Test
    void aParentThatEndsFromAnOldSnapshotIsSeenByTick() throws Exception {
        long parent = insertedJob();
        long claim = claimedBy("a");
        first.run("begin isolation level repeatable read");
        assertThat(first.row("select state_of(?)", parent)).isEqualTo("running");
        long child = insertChild(second, parent);
        for (int i = 0; i < 3; i++) {
            second.run("select from awa.tick()");
        }
        complete(first, claim, parent);
        first.commit();
        second.run("select from awa.tick()");

        assertThat(stateOf(child)).isEqualTo("available");
        assertThat(first.number("select count(*) from awa_store.wait where on_kind = 'job'"))
                .isZero();
    }

    @Test
    void oneOfTwoParentsThatFailsWhileTheOtherEndsCancelsTheChild() throws Exception {
        long one = insertedJob();
        long oneClaim = claimedBy("a");
        long other = insertedJob();
        long otherClaim = claimedBy("a");
        long child = insertChild(first, one, other);
        first.begin();
        complete(first, oneClaim, one);
        second.texts("select from awa.fail_jobs(worker('a'), ?, array[?], '{oops}', final => true)", otherClaim, other);
        first.commit();

        assertThat(stateOf(child)).isEqualTo("cancelled");
        assertThat(first.number("select count(*) from awa_store.wait where on_kind = 'job'"))
                .isZero();
    }

    @Test
    void aParentThatFailsAndIsDeletedWhileItsChildIsInsertedDecidesAboutIt() throws Exception {
        for (String[] policy : new String[][] {{"cancel", "cancelled"}, {"fail", "failed"}, {"run", "available"}}) {
            long parent = insertedJob();
            long claim = claimedBy("a");
            second.begin();
            long child = second.number(
                    "select id from awa.insert_job('child', queue => 'children',"
                            + " opts => jsonb_build_object('parents', jsonb_build_array(?), 'on_parent_failure', ?))",
                    parent,
                    policy[0]);
            fail(first, claim, parent);
            delete(first, parent);
            first.run("select from awa.tick()");
            second.commit();

            assertThat(stateOf(child)).as(policy[0]).isEqualTo(policy[1]);
        }
        assertThat(first.number("select count(*) from awa_store.wait where on_kind = 'job'"))
                .isZero();
    }

    @Test
    void aParentThatIsCancelledAndDeletedInOneTransactionDecidesAboutItsChild() throws Exception {
        long parent = insertedJob();
        first.begin();
        first.run("select from awa.cancel_job(" + parent + ")");
        delete(first, parent);
        // begins while the end of the parent cannot be seen yet
        second.begin();
        long child = insertChild(second, parent);
        first.commit();
        second.commit();

        assertThat(stateOf(child)).isEqualTo("cancelled");
    }

    @Test
    void aParentThatIsForgottenWhileItsChildIsInsertedDecidesAboutIt() throws Exception {
        first.run("select stop_clock()");
        long parent = first.number("select id from awa.insert_job('x', opts => '{\"keep\": \"1 s\"}')");
        long claim = claimedBy("a");
        second.begin();
        long child = insertChild(second, parent);
        fail(first, claim, parent);
        first.run("select advance_clock('2 s')");
        first.run("select from awa.tick()");
        assertThat(first.number("select count(*) from awa_store.ended")).isZero();
        second.commit();

        assertThat(stateOf(child)).isEqualTo("cancelled");
    }

    @Test
    void aParentThatHadFailedAndIsDeletedWhileItsChildIsInsertedDecidesAboutIt() throws Exception {
        long parent = insertedJob();
        fail(first, claimedBy("a"), parent);
        second.begin();
        long child = insertChild(second, parent);
        delete(first, parent);
        second.commit();

        assertThat(stateOf(child)).isEqualTo("cancelled");
    }

    @Test
    void aParentThatHadFailedAndIsRetriedWhileItsChildIsInsertedIsWaitedFor() throws Exception {
        long parent = insertedJob();
        fail(first, claimedBy("a"), parent);
        second.begin();
        long child = insertChild(second, parent);
        first.run("select from awa.retry_job(" + parent + ")");
        second.commit();
        assertThat(stateOf(child)).isEqualTo("pending");
        complete(first, claimedBy("a"), parent);

        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void aParentThatEndedAfterTheSnapshotOfTheInsertAndIsDeletedIsSeenByTick() throws Exception {
        long parent = insertedJob();
        long claim = claimedBy("a");
        second.run("begin isolation level repeatable read");
        assertThat(second.row("select state_of(?)", parent)).isEqualTo("running");
        fail(first, claim, parent);
        delete(first, parent);
        long child = insertChild(second, parent);
        first.run("select from awa.tick()");
        second.commit();
        assertThat(stateOf(child)).isEqualTo("pending");
        first.run("select from awa.tick()");

        assertThat(stateOf(child)).isEqualTo("cancelled");
        assertThat(first.number("select count(*) from awa_store.wait where on_kind = 'job'"))
                .isZero();
    }

    @Test
    void aParentThatHadFailedInTheSnapshotOfTheInsertAndRunsAgainIsWaitedFor() throws Exception {
        long parent = insertedJob();
        fail(first, claimedBy("a"), parent);
        second.run("begin isolation level repeatable read");
        assertThat(second.row("select state_of(?)", parent)).isEqualTo("failed");
        first.run("select from awa.retry_job(" + parent + ")");
        long child = insertChild(second, parent);
        second.commit();
        first.run("select from awa.tick()");
        assertThat(stateOf(child)).isEqualTo("pending");
        complete(first, claimedBy("a"), parent);

        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void aParentThatFailsFromAnOldSnapshotAndIsDeletedDecidesAboutItsChild() throws Exception {
        long parent = insertedJob();
        long claim = claimedBy("a");
        first.run("begin isolation level repeatable read");
        assertThat(first.row("select state_of(?)", parent)).isEqualTo("running");
        second.begin();
        long child = insertChild(second, parent);
        fail(first, claim, parent);
        first.commit();
        first.run("begin isolation level repeatable read");
        delete(first, parent);
        first.commit();
        first.run("select from awa.tick()");
        second.commit();

        assertThat(stateOf(child)).isEqualTo("cancelled");
    }

    @Test
    void theEndOfADeletedParentIsRememberedAsLongAsAnInsertMayAskForIt() throws Exception {
        first.run("select stop_clock()");
        long parent = insertedJob();
        long claim = claimedBy("a");
        second.begin();
        long child = insertChild(second, parent);
        fail(first, claim, parent);
        delete(first, parent);
        for (int i = 0; i < 4; i++) {
            first.run("select advance_clock('2 h')");
            first.run("select from awa.tick()");
            assertThat(forgotten()).as("the insert is open").isEqualTo(1);
        }
        second.commit();
        assertThat(stateOf(child)).isEqualTo("cancelled");
        for (int i = 0; i < 4; i++) {
            first.run("select from awa.tick()");
            assertThat(forgotten()).as("within the hour").isEqualTo(1);
        }
        first.run("select advance_clock('1 h')");
        first.run("select from awa.tick()");

        assertThat(forgotten()).isZero();
    }

    @Test
    void theEndOfADeletedParentIsRememberedUntilTickHasSeenToItsLateChild() throws Exception {
        first.run("select stop_clock()");
        long parent = insertedJob();
        long claim = claimedBy("a");
        second.run("begin isolation level repeatable read");
        long child = insertChild(second, parent);
        fail(first, claim, parent);
        delete(first, parent);
        first.run("select from awa.tick()");
        second.commit();
        first.run("alter table awa_store.wait disable trigger all");
        first.run("update awa_store.wait set safe_after = null");
        first.run("alter table awa_store.wait enable trigger all");
        for (int i = 0; i < 4; i++) {
            first.run("select advance_clock('2 h')");
            first.run("select from awa.tick()");
        }
        assertThat(forgotten()).isEqualTo(1);
        first.run("update awa_store.wait set safe_after = '0'");
        first.run("select from awa.tick()");

        assertThat(stateOf(child)).isEqualTo("cancelled");
    }

    private long forgotten() throws Exception {
        return first.number("select count(*) from awa_store.forgotten");
    }

    private static void fail(Session session, long claim, long job) throws Exception {
        session.texts("select from awa.fail_jobs(worker('a'), ?, array[?], '{oops}', final => true)", claim, job);
    }

    private static void delete(Session session, long job) throws Exception {
        assertThat(session.row("select outcome from awa.delete_job(?)", job)).isEqualTo("deleted");
    }

    private static long insertChild(Session session, Long... parents) throws Exception {
        return session.number(
                "select id from awa.insert_job('child', queue => 'children', opts => jsonb_build_object('parents', to_jsonb(?::bigint[])))",
                "{"
                        + String.join(
                                ",",
                                java.util.Arrays.stream(parents)
                                        .map(String::valueOf)
                                        .toList()) + "}");
    }

    private static void complete(Session session, long claim, long job) throws Exception {
        session.texts("select from awa.complete_jobs(worker('a'), ?, array[?])", claim, job);
    }
}
