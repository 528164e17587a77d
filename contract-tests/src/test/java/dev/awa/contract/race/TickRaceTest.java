package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Housekeeping waits for no open transaction. A call of tick that did would end by the session's statement_timeout. */
class TickRaceTest extends RaceTest {

    private static final String TICK = "select jobs_expired from awa.tick()";

    private String worker;

    /** A worker that lives for a day without heartbeats. */
    @BeforeEach
    void stopTheClock() throws Exception {
        first.run("select stop_clock()");
        worker = first.row("""
                select format('%L::uuid', worker_id)
                from awa.register_worker(opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}')""");
    }

    private String claim(String queue) {
        return "select id from awa.claim_jobs(" + worker + ", '" + queue + "')";
    }

    @Test
    void anOpenSettleOfAJobWithATimeoutHoldsUpNoTick() throws Exception {
        long job = first.number("select id from awa.insert_job('x', opts => '{\"timeout\": \"1 h\"}')");
        long claim = first.number("select claim_id from awa.claim_jobs(" + worker + ")");
        second.begin();
        second.row("select settled from awa.complete_jobs(" + worker + ", ?, array[?])", claim, job);
        for (int i = 0; i < 4; i++) {
            first.run("select advance_clock('6 s')");
            first.row(TICK);
        }
        second.rollback();
        first.run("select advance_clock('2 h')");
        assertThat(first.row(TICK)).isEqualTo("1");
    }

    @Test
    void anOpenClaimOfAConcurrencyKeyHoldsUpNoTick() throws Exception {
        String insert = "select id from awa.insert_job('x', queue => ?,"
                + " opts => '{\"concurrency_key\": \"k\", \"concurrency_limit\": 2, \"timeout\": \"1 min\"}')";
        long late = first.number(insert, "q1");
        long other = first.number(insert, "q2");
        first.row(claim("q1"));
        second.begin();
        assertThat(second.number(claim("q2"))).isEqualTo(other);
        first.run("select advance_clock('2 min')");
        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(stateOf(late)).isEqualTo("retryable");
    }

    @Test
    void aQueueThatIsBeingConfiguredOnlyDelaysTheTurnOfTheRing() throws Exception {
        String current = "select current_segment from awa_store.ring";
        String before = first.row(current);
        second.begin();
        second.row("select queue_name from awa.configure_queue('q', '{\"create\": true, \"partitions\": 2}')");
        first.run("select advance_clock('13 h')");
        first.row(TICK);
        assertThat(first.row(current)).isEqualTo(before);
        second.commit();
        first.row(TICK);
        assertThat(first.row(current)).isNotEqualTo(before);
    }

    @Test
    void aClaimThatMeetsTheCommitOfACancelDoesNotDeadlock() throws Exception {
        claimMeets("select outcome from awa.cancel_job(?)", "cancelled");
    }

    @Test
    void aClaimThatMeetsTheCommitOfAReplacementDoesNotDeadlock() throws Exception {
        claimMeets(
                "select outcome from awa.insert_job('x', run_at => '2099-01-01', unique_by => '{\"key\": \"u\","
                        + " \"on_conflict\": \"replace\"}') where ? > 0",
                "scheduled");
    }

    /** The job is put off and due again when the transaction that withdraws it waits for the turn of its lane. */
    private void claimMeets(String withdrawal, String end) throws Exception {
        long job = first.number("select id from awa.insert_job('x', unique_by => '{\"key\": \"u\"}')");
        second.begin();
        second.row(withdrawal, job);
        String claim = claim("default");
        assertThat(first.texts(claim)).isEmpty();
        Session holder = session();
        holder.begin();
        assertThat(holder.texts(claim)).isEmpty();
        Running commit = second.startAndBlock("commit");
        first.run("select advance_clock('1 s')");
        Running again = first.startAndBlock(claim);
        holder.rollback();
        commit.rows();
        assertThat(again.rows()).isEmpty();
        assertThat(stateOf(job)).isEqualTo(end);
    }
}
