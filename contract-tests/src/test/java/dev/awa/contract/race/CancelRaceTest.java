package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import org.junit.jupiter.api.Test;

/** A cancelled job is cancelled, whoever claims or settles it at the same moment. */
class CancelRaceTest extends RaceTest {

    private static final String CANCEL = "select outcome, state from awa.cancel_job(?)";
    private static final String CLAIM = "select claim_id from awa.claim_jobs(worker('a'))";
    private static final String COMPLETE = "select settled from awa.complete_jobs(worker('a'), ?, array[?])";

    @Test
    void aClaimThatCommitsFirstIsStoppedByTheCancelThatWaitedForIt() throws Exception {
        long job = insertedJob();
        first.begin();
        long claim = first.number(CLAIM);

        Running cancel = second.startAndBlock(CANCEL, job);
        first.commit();

        assertThat(cancel.rows()).hasSize(1);
        assertThat(stateOf(job)).isEqualTo("cancelled");
        assertThat(second.start(COMPLETE, claim, job).sqlState()).isEqualTo("AW005");
        assertThat(first.row("select stop_claim_ids, stop_job_ids from awa.heartbeat(worker('a'))"))
                .isEqualTo("{" + claim + "}|{" + job + "}");
        assertThat(first.row("select attempt from awa.get_job(?)", job)).isEqualTo("1");
    }

    @Test
    void aClaimThatRollsBackLeavesACancelledJob() throws Exception {
        long job = insertedJob();
        first.begin();
        first.number(CLAIM);

        Running cancel = second.startAndBlock(CANCEL, job);
        first.rollback();

        assertThat(cancel.rows()).containsExactly("cancelled|cancelled");
        assertThat(first.texts(CLAIM)).isEmpty();
        assertThat(first.row("select attempt from awa.get_job(?)", job)).isEqualTo("0");
    }

    @Test
    void aCancelInAnOpenTransactionHoldsUpNoClaimAndStillWins() throws Exception {
        long job = insertedJob();
        long next = insertedJob();
        first.begin();
        assertThat(first.row(CANCEL, job)).isEqualTo("cancelled|cancelled");

        assertThat(second.texts("select id from awa.claim_jobs(worker('a'), max_jobs => 2)"))
                .contains("" + next);
        first.commit();

        assertThat(stateOf(job)).isEqualTo("cancelled");
        assertThat(stateOf(next)).isEqualTo("running");
        assertThat(second.texts(CLAIM)).isEmpty();
    }

    @Test
    void aCancelThatRollsBackLosesNoJob() throws Exception {
        second.run("select stop_clock()");
        long job = insertedJob();
        first.begin();
        assertThat(first.row(CANCEL, job)).isEqualTo("cancelled|cancelled");
        assertThat(second.texts(CLAIM)).isEmpty();
        first.rollback();
        second.run("select advance_clock('1 s')");

        second.texts(CLAIM);

        assertThat(stateOf(job)).isEqualTo("running");
    }

    @Test
    void aRunningJobThatCompletesFirstHasAlreadyEnded() throws Exception {
        long job = insertedJob();
        long claim = claimedBy("a");
        first.begin();
        first.row(COMPLETE, claim, job);

        Running cancel = second.startAndBlock(CANCEL, job);
        first.commit();

        assertThat(cancel.rows()).containsExactly("already_ended|completed");
        assertThat(stateOf(job)).isEqualTo("completed");
    }

    @Test
    void aRunningJobIsCancelledWhenItsCompletionRollsBack() throws Exception {
        long job = insertedJob();
        long claim = claimedBy("a");
        first.begin();
        first.row(COMPLETE, claim, job);

        Running cancel = second.startAndBlock(CANCEL, job);
        first.rollback();

        assertThat(cancel.rows()).containsExactly("cancelled|cancelled");
        assertThat(stateOf(job)).isEqualTo("cancelled");
    }

    @Test
    void aCompletionAfterTheCancelIsRefused() throws Exception {
        long job = insertedJob();
        long claim = claimedBy("a");
        first.begin();
        assertThat(first.row(CANCEL, job)).isEqualTo("cancelled|cancelled");

        Running completion = second.startAndBlock(COMPLETE, claim, job);
        first.commit();

        assertThat(completion.sqlState()).isEqualTo("AW005");
        assertThat(stateOf(job)).isEqualTo("cancelled");
    }

    @Test
    void aJobThatFailsWhileItIsCancelledIsNotRetried() throws Exception {
        long job = insertedJob();
        long claim = claimedBy("a");
        first.begin();
        first.row("select outcome from awa.fail_jobs(worker('a'), ?, array[?], '{oops}')", claim, job);

        Running cancel = second.startAndBlock(CANCEL, job);
        first.commit();

        assertThat(cancel.rows()).containsExactly("cancelled|cancelled");
        assertThat(stateOf(job)).isEqualTo("cancelled");
    }

    @Test
    void theSecondOfTwoCancelsOfAWaitingJobIsAnswered() throws Exception {
        long job = insertedJob();
        first.begin();
        assertThat(first.row(CANCEL, job)).isEqualTo("cancelled|cancelled");

        Running cancel = second.startAndBlock(CANCEL, job);
        first.commit();

        assertThat(cancel.rows()).containsExactly("already_ended|cancelled");
    }

    @Test
    void aJobThatAClaimPutsOffWhileACancelWaitsForAnotherIsCancelled() throws Exception {
        long job = insertedJob();
        Session third = session();
        first.begin();
        assertThat(first.row(CANCEL, job)).isEqualTo("cancelled|cancelled");
        Running cancel = second.startAndBlock(CANCEL, job);

        assertThat(third.texts(CLAIM)).isEmpty();
        first.rollback();

        assertThat(cancel.rows()).containsExactly("cancelled|cancelled");
        assertThat(stateOf(job)).isEqualTo("cancelled");
        assertThat(third.texts(CLAIM)).isEmpty();
    }

    @Test
    void cancelsInSeveralLanesInOppositeOrdersDoNotDeadlock() throws Exception {
        long here = first.number("select id from awa.insert_job('x', queue => 'a')");
        long there = first.number("select id from awa.insert_job('x', queue => 'b')");
        long alsoHere = first.number("select id from awa.insert_job('x', queue => 'a')");
        long alsoThere = first.number("select id from awa.insert_job('x', queue => 'b')");
        Session claimer = session();
        first.begin();
        first.row(CANCEL, here);
        first.row(CANCEL, there);
        second.begin();
        second.row(CANCEL, alsoThere);
        second.row(CANCEL, alsoHere);
        // Both lanes are being claimed from, so that both commits wait.
        claimer.begin();
        claimer.texts("select id from awa.claim_jobs(worker('a'), 'a')");
        claimer.texts("select id from awa.claim_jobs(worker('a'), 'b')");

        Running one = first.startAndBlock("commit");
        Running other = second.startAndBlock("commit");
        claimer.rollback();

        assertThat(one.rows()).isEmpty();
        assertThat(other.rows()).isEmpty();
        assertThat(stateOf(here)).isEqualTo("cancelled");
        assertThat(stateOf(alsoThere)).isEqualTo("cancelled");
    }

    @Test
    void theSecondOfTwoCancelsOfAScheduledJobIsAnswered() throws Exception {
        long job = first.number("select id from awa.insert_job('x', run_at => now() + '1 hour')");
        first.begin();
        assertThat(first.row(CANCEL, job)).isEqualTo("cancelled|cancelled");

        Running cancel = second.startAndBlock(CANCEL, job);
        first.commit();

        assertThat(cancel.rows()).containsExactly("already_ended|cancelled");
    }

    @Test
    void aScheduledJobPromotedMeanwhileIsCancelledAllTheSame() throws Exception {
        first.run("select stop_clock()");
        long job = first.number("select id from awa.insert_job('x', run_at => awa_store.clock() + '1 s')");
        first.run("select advance_clock('2 s')");
        first.begin();
        assertThat(first.row("select promoted from awa.tick()")).isEqualTo("1");

        Running cancel = second.startAndBlock(CANCEL, job);
        first.commit();

        assertThat(cancel.rows()).containsExactly("cancelled|cancelled");
        assertThat(stateOf(job)).isEqualTo("cancelled");
        assertThat(first.texts(CLAIM)).isEmpty();
    }

    @Test
    void theListeningWorkerIsToldAtOnce() throws Exception {
        long job = insertedJob();
        long claim = claimedBy("a");
        String worker = first.row("select worker('a')");
        second.run("listen awa");

        first.row(CANCEL, job);

        assertThat(second.notifications(20_000))
                .as("nobody who listens learns who the worker is")
                .containsExactly("stop:" + claim + ":" + job);
    }
}
