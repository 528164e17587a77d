package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.race.Session.Running;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One attempt gets one outcome, whoever else wants to end it. */
class SettleRaceTest extends RaceTest {

    private static final String COMPLETE = "select settled from awa.complete_jobs(worker('a'), ?, array[?])";
    private static final String FAIL = "select outcome from awa.fail_jobs(worker('a'), ?, array[?], '{oops}')";
    private static final String TICK = "select jobs_rescued from awa.tick()";

    private long job;
    private long claim;

    @BeforeEach
    void claimOne() throws Exception {
        first.run("select stop_clock()");
        job = insertedJob();
        claim = claimedBy("a");
    }

    @Test
    void completionIsRefusedOnceTheRescueHasCommitted() throws Exception {
        first.run("select advance_clock('1 min')");
        first.begin();
        assertThat(first.row(TICK)).isEqualTo("1");

        Running completion = second.startAndBlock(COMPLETE, claim, job);
        first.commit();

        assertThat(completion.sqlState()).isEqualTo("AW005");
        assertThat(stateOf(job)).isEqualTo("retryable");
    }

    @Test
    void completionWinsWhenTheRescueRollsBack() throws Exception {
        first.run("select advance_clock('1 min')");
        first.begin();
        assertThat(first.row(TICK)).isEqualTo("1");

        Running completion = second.startAndBlock(COMPLETE, claim, job);
        first.rollback();

        assertThat(completion.rows()).containsExactly("1");
        assertThat(stateOf(job)).isEqualTo("completed");
    }

    @Test
    void rescueLeavesWhatWasCompletedBeforeIt() throws Exception {
        first.run("select advance_clock('1 min')");
        first.begin();
        assertThat(first.row(COMPLETE, claim, job)).isEqualTo("1");

        Running rescue = second.start(TICK);
        first.commit();
        rescue.rows();

        assertThat(second.row(TICK)).isEqualTo("0");
        assertThat(stateOf(job)).isEqualTo("completed");
        assertThat(first.rows("select id from awa.claim_jobs(worker('b'))")).isEmpty();
    }

    @Test
    void rescueComesBackForWhatWasNotCompletedAfterAll() throws Exception {
        first.run("select advance_clock('1 min')");
        first.begin();
        assertThat(first.row(COMPLETE, claim, job)).isEqualTo("1");

        Running rescue = second.start(TICK);
        first.rollback();
        rescue.rows();
        second.row(TICK);

        assertThat(stateOf(job)).isEqualTo("retryable");
    }

    @Test
    void deadlineAndCompletionDoNotBothEndAnAttempt() throws Exception {
        long hurried = first.number("select id from awa.insert_job('x', opts => '{\"timeout\": \"1 s\"}')");
        long hurriedClaim = claimedBy("a");
        first.run("select advance_clock('2 s')");
        first.begin();
        assertThat(first.row("select jobs_expired from awa.tick()")).isEqualTo("1");

        Running completion = second.startAndBlock(COMPLETE, hurriedClaim, hurried);
        first.commit();

        assertThat(completion.sqlState()).isEqualTo("AW005");
        assertThat(stateOf(hurried)).isEqualTo("retryable");
    }

    @Test
    void theSecondOfTwoSettlesIsRefused() throws Exception {
        first.begin();
        assertThat(first.row(COMPLETE, claim, job)).isEqualTo("1");

        Running failure = second.startAndBlock(FAIL, claim, job);
        first.commit();

        assertThat(failure.sqlState()).isEqualTo("AW005");
        assertThat(stateOf(job)).isEqualTo("completed");
    }

    @Test
    void theSecondOfTwoSettlesCountsWhenTheFirstRollsBack() throws Exception {
        first.begin();
        assertThat(first.row(COMPLETE, claim, job)).isEqualTo("1");

        Running failure = second.startAndBlock(FAIL, claim, job);
        first.rollback();

        assertThat(failure.rows()).containsExactly("retryable");
        assertThat(stateOf(job)).isEqualTo("retryable");
    }

    @Test
    void aSettleFromAnOldSnapshotCannotCountTwice() throws Exception {
        second.run("begin isolation level repeatable read");
        assertThat(second.row("select state_of(?)", job)).isEqualTo("running");
        assertThat(first.row(COMPLETE, claim, job)).isEqualTo("1");

        assertThat(second.start(FAIL, claim, job).sqlState()).isIn("40001", "AW005");
        second.rollback();

        assertThat(stateOf(job)).isEqualTo("completed");
    }

    @Test
    void settlingTwoJobsOfOneClaimInTwoSessionsLosesNeither() throws Exception {
        insertedJob();
        insertedJob();
        String[] claimed = first.row(
                        "select min(claim_id), min(id), max(id) from awa.claim_jobs(worker('a'), max_jobs => 2)")
                .split("\\|");
        long both = Long.parseLong(claimed[0]);
        first.begin();
        assertThat(first.row(COMPLETE, both, Long.parseLong(claimed[1]))).isEqualTo("1");

        Running other = second.startAndBlock(FAIL, both, Long.parseLong(claimed[2]));
        first.commit();

        assertThat(other.rows()).containsExactly("retryable");
        assertThat(stateOf(Long.parseLong(claimed[1]))).isEqualTo("completed");
        assertThat(stateOf(Long.parseLong(claimed[2]))).isEqualTo("retryable");
    }

    @Test
    void deregistrationAndSettleDoNotBothEndAnAttempt() throws Exception {
        first.begin();
        assertThat(first.row("select lost from awa.deregister_worker(worker('a'))"))
                .isEqualTo("1");

        Running completion = second.startAndBlock(COMPLETE, claim, job);
        first.commit();

        assertThat(completion.sqlState()).isEqualTo("AW005");
        assertThat(stateOf(job)).isEqualTo("retryable");
    }
}
