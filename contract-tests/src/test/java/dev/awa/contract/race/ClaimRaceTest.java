package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session.Running;
import org.junit.jupiter.api.Test;

/** Claims of one partition take turns, but only where there is something to take. */
class ClaimRaceTest extends RaceTest {

    private static final String CLAIM = "select id from awa.claim_jobs(worker('a'), max_jobs => 10)";

    @Test
    void aClaimThatFindsNothingWaitsForNoOther() throws Exception {
        first.run("select worker('a')");
        second.begin();
        assertThat(second.texts(CLAIM)).isEmpty();

        assertThat(first.texts(CLAIM)).isEmpty();
    }

    @Test
    void aClaimWaitsForOneThatMayLeaveItsJobs() throws Exception {
        first.run("select worker('a')");
        long job = insertedJob();
        second.begin();
        assertThat(second.texts(CLAIM)).containsExactly(String.valueOf(job));

        Running claim = first.startAndBlock(CLAIM);
        second.rollback();

        assertThat(claim.rows()).containsExactly(String.valueOf(job));
    }

    @Test
    void aClaimThatFindsNothingWaitsForNoOtherEvenIfItsTransactionHasWritten() throws Exception {
        first.run("select worker('a')");
        second.begin();
        assertThat(second.texts(CLAIM)).isEmpty();
        first.begin();
        long job = first.number("select id from awa.insert_job('x', queue => 'other')");

        assertThat(first.texts(CLAIM)).isEmpty();

        first.commit();
        assertThat(stateOf(job)).isEqualTo("available");
    }
}
