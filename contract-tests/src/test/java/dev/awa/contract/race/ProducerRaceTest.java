package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An enqueue takes no lock that others wait for, and is found however late it commits. */
class ProducerRaceTest extends RaceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select state from awa.insert_job('x', queue => 'brand-new')",
                "select state from awa.insert_job('x', queue => 'brand-new', ordering_key => 'customer-1')",
                "select state from awa.insert_job('x', queue => 'brand-new', run_at => now() + '1 hour')",
                "select min(state) from awa.insert_jobs('[{\"kind\": \"x\", \"queue\": \"brand-new\"}, {\"kind\": \"x\"}]')"
            })
    void twoOpenTransactionsInsertIntoANewQueueSideBySide(String insert) throws Exception {
        first.begin();
        second.begin();
        first.run("set local lock_timeout = '5 s'");
        second.run("set local lock_timeout = '5 s'");

        first.row(insert);
        second.row(insert);
        first.row(insert);
        second.row(insert);
        first.commit();
        second.commit();

        assertThat(first.row("select count(*) >= 4 from awa.jobs where queue = 'brand-new'"))
                .isEqualTo("t");
    }

    @Test
    void anOpenInsertHoldsUpNoClaim() throws Exception {
        first.run("select worker()");
        first.begin();
        first.row("select id from awa.insert_job('slow')");
        second.run("set lock_timeout = '5 s'");
        long quick = second.number("select id from awa.insert_job('quick')");

        assertThat(second.texts("select id from awa.claim_jobs(worker(), max_jobs => 10)"))
                .containsExactly("" + quick);
        first.commit();
    }

    @Test
    void anOpenClaimHoldsUpNoInsert() throws Exception {
        insertedJob();
        first.begin();
        first.row("select id from awa.claim_jobs(worker())");
        second.run("set lock_timeout = '5 s'");

        assertThat(second.row("select state from awa.insert_job('x')")).isEqualTo("available");
        first.commit();
    }

    @Test
    void aJobCommittedLongAfterLaterOnesWereClaimedIsClaimedNext() throws Exception {
        first.run("select worker()");
        first.begin();
        long late = first.number("select id from awa.insert_job('late')");
        for (int i = 0; i < 50; i++) {
            long other = second.number("select id from awa.insert_job('x')");
            assertThat(second.texts("select id from awa.claim_jobs(worker(), max_jobs => 10)"))
                    .containsExactly("" + other);
        }
        second.run("select count(*) from awa.insert_jobs('[{\"kind\": \"x\"}, {\"kind\": \"x\"}, {\"kind\": \"x\"}]')");
        second.row("select id from awa.claim_jobs(worker())");
        first.commit();

        // two jobs of the present window, then the next window starts with the late one
        assertThat(second.texts("select id from awa.claim_jobs(worker(), max_jobs => 10)"))
                .hasSize(3)
                .contains("" + late);
        assertThat(second.texts("select id from awa.claim_jobs(worker(), max_jobs => 10)"))
                .isEmpty();
    }

    @Test
    void aSubtransactionThatRollsBackTakesOnlyItsOwnJobsAway() throws Exception {
        first.begin();
        long kept = first.number("select id from awa.insert_job('kept')");
        first.run("savepoint s");
        first.row("select id from awa.insert_job('gone')");
        first.run("rollback to s");
        first.run("savepoint t");
        long released = first.number("select id from awa.insert_job('kept')");
        first.run("release t");
        assertThat(second.texts("select id from awa.claim_jobs(worker(), max_jobs => 10)"))
                .isEmpty();
        first.commit();

        assertThat(second.texts("select id from awa.claim_jobs(worker(), max_jobs => 10)"))
                .containsExactly("" + kept, "" + released);
    }

    @Test
    void twoClaimsOfOneLaneTakeTurnsAndShareNoJob() throws Exception {
        first.run(
                "select count(*) from awa.insert_jobs((select jsonb_agg('{\"kind\": \"x\"}'::jsonb) from generate_series(1, 10)))");
        first.run("select worker('a'), worker('b')");
        first.begin();
        var mine = first.texts("select id from awa.claim_jobs(worker('a'), max_jobs => 6)");

        var claim = second.startAndBlock("select id from awa.claim_jobs(worker('b'), max_jobs => 6)");
        first.commit();

        assertThat(mine).hasSize(6);
        assertThat(claim.rows()).hasSize(4).doesNotContainAnyElementsOf(mine);
    }

    @Test
    void aClaimThatRollsBackLeavesItsJobsToTheNext() throws Exception {
        first.run(
                "select count(*) from awa.insert_jobs((select jsonb_agg('{\"kind\": \"x\"}'::jsonb) from generate_series(1, 10)))");
        first.run("select worker('a'), worker('b')");
        first.begin();
        first.texts("select id from awa.claim_jobs(worker('a'), max_jobs => 6)");

        var claim = second.startAndBlock("select id from awa.claim_jobs(worker('b'), max_jobs => 10)");
        first.rollback();

        assertThat(claim.rows()).hasSize(10);
    }
}
