package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(first.number("select count(*) from awa_store.parent")).isZero();
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
        assertThat(first.row("select safe_after > '0' from awa_store.parent")).isEqualTo("t");
        first.run("select from awa.tick()");
        assertThat(first.row("select safe_after > '1' from awa_store.parent")).isEqualTo("t");
        first.run("select from awa.tick()");

        assertThat(first.row("select safe_after from awa_store.parent")).isEqualTo("null");
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
        assertThat(first.number("select count(*) from awa_store.parent")).isZero();
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
        second.rows("select from awa.fail_jobs(worker('a'), ?, array[?], '{oops}', final => true)", otherClaim, other);
        first.commit();

        assertThat(stateOf(child)).isEqualTo("cancelled");
        assertThat(first.number("select count(*) from awa_store.parent")).isZero();
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
        session.rows("select from awa.complete_jobs(worker('a'), ?, array[?])", claim, job);
    }
}
