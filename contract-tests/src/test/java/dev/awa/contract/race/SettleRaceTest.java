package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session.Running;
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
    void claimsSettlesAndTickDoNotWaitForAnOpenTransactionThatPutsAJobOff() throws Exception {
        for (String putOff : new String[] {
            "select outcome from awa.reschedule_job(%s, run_at => now() + interval '1 day')",
            "select outcome from awa.reschedule_job(%s, priority => 1)",
            "select outcome from awa.insert_job('x', run_at => now() + interval '1 day',"
                    + " unique_by => '{\"key\": \"k\", \"on_conflict\": \"replace\"}')"
        }) {
            long job = first.number("""
                    select id from awa.insert_job('x', unique_by => '{"key": "k"}', opts => '{"concurrency_key": "k"}')""");
            second.begin();
            assertThat(second.row(putOff.formatted(job))).isIn("rescheduled", "replaced");
            long other = insertedJob();
            long claim = claimedBy("a");

            assertThat(first.row(
                            "select outcome from awa.fail_jobs(worker('a'), ?, array[?], '{oops}', '0 s')",
                            claim,
                            other))
                    .as(putOff)
                    .isEqualTo("retryable");
            first.run("select from awa.tick()");
            long again = claimedBy("a");
            assertThat(first.row("select settled from awa.complete_jobs(worker('a'), ?, array[?])", again, other))
                    .isEqualTo("1");
            second.commit();
            assertThat(stateOf(job)).isIn("scheduled", "available");
            first.row("select outcome from awa.cancel_job(?)", job);
        }
    }

    @Test
    void aJobThatHasStartedKeepsItsPlaceWhenItIsPutOff() throws Exception {
        String insert = "select id from awa.insert_job('x', queue => ?, opts => '{\"concurrency_key\": \"k\"}')";
        long started = first.number(insert, "q1");
        long next = first.number(insert, "q2");
        long claim = first.number("select claim_id from awa.claim_jobs(worker('a'), 'q1')");
        first.row("select outcome from awa.snooze_job(worker('a'), ?, ?, '0 s')", claim, started);
        // promotes it
        assertThat(first.texts("select id from awa.claim_jobs(worker('a'), 'q2')"))
                .isEmpty();
        first.run("select from awa.tick()");
        assertThat(stateOf(started)).isEqualTo("available");

        first.row("select outcome from awa.reschedule_job(?, run_at => '2099-01-01')", started);

        assertThat(stateOf(started)).isEqualTo("scheduled");
        assertThat(stateOf(next)).isEqualTo("blocked");
    }

    @Test
    void aJobWithAPlaceThatIsPutOffGivesItUpAtTheCommit() throws Exception {
        first.run("select from awa.insert_job('x', queue => 'q1', opts => '{\"concurrency_key\": \"k\"}')");
        long second = first.number(
                "select id from awa.insert_job('x', queue => 'q2', opts => '{\"concurrency_key\": \"k\"}')");
        long third = first.number(
                "select id from awa.insert_job('x', queue => 'q3', opts => '{\"concurrency_key\": \"k\"}')");
        first.run("select from awa.claim_jobs(worker('a'), 'q1')");
        first.run("select from awa.claim_jobs(worker('a'), 'q2')");
        first.run("select from awa.claim_jobs(worker('a'), 'q3')");
        first.run(
                "select from awa_store.claim c, awa.complete_jobs(worker('a'), c.claim_id, c.job_ids) where c.queue = 'q1'");
        assertThat(stateOf(second)).isEqualTo("available");
        assertThat(stateOf(third)).isEqualTo("blocked");

        assertThat(first.row("select outcome, state from awa.reschedule_job(?, run_at => '2099-01-01')", second))
                .isEqualTo("rescheduled|scheduled");

        assertThat(stateOf(second)).isEqualTo("scheduled");
        assertThat(stateOf(third)).isEqualTo("available");
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
        assertThat(first.texts("select id from awa.claim_jobs(worker('b'))")).isEmpty();
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

        assertThat(second.row(FAIL, both, Long.parseLong(claimed[2]))).isEqualTo("retryable");
        first.commit();

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
