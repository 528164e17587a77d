package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A heartbeat waits for nobody, and still does not say that a worker lives which is being taken away. */
class HeartbeatRaceTest extends RaceTest {

    private static final String HEARTBEAT = "select outcome from awa.heartbeat(worker())";
    private static final String TICK = "select workers_lost from awa.tick()";

    @BeforeEach
    void register() throws Exception {
        first.row("select worker()");
    }

    private void fallSilent() throws Exception {
        first.run("update awa_store.worker set heartbeat_at = heartbeat_at - interval '1 hour'");
    }

    @Test
    void aWorkerThatIsBeingDeclaredLostIsToldSoAtOnce() throws Exception {
        fallSilent();
        first.begin();
        assertThat(first.row(TICK)).isEqualTo("1");

        assertThat(second.start(HEARTBEAT).sqlState()).isEqualTo("AW006");

        first.rollback();
        assertThat(second.row(HEARTBEAT)).isEqualTo("alive");
        assertThat(first.row(TICK)).isEqualTo("0");
    }

    @Test
    void aWorkerThatIsBeingDeregisteredIsToldSoAtOnce() throws Exception {
        first.begin();
        first.row("select outcome from awa.deregister_worker(worker())");

        assertThat(second.start(HEARTBEAT).sqlState()).isEqualTo("AW006");

        first.rollback();
        assertThat(second.row(HEARTBEAT)).isEqualTo("alive");
    }

    @Test
    void aHeartbeatBesideOneThatHasNotCommittedSaysAliveAndKeepsTheWorker() throws Exception {
        fallSilent();
        Session third = session();
        first.begin();
        assertThat(first.row(HEARTBEAT)).isEqualTo("alive");
        second.begin();

        assertThat(second.row(HEARTBEAT)).isEqualTo("alive");
        first.rollback();

        assertThat(third.row(TICK)).as("it was told that it lives").isEqualTo("0");
        assertThat(third.row(HEARTBEAT)).isEqualTo("alive");
        second.commit();
        assertThat(third.row(TICK)).isEqualTo("0");
    }

    @Test
    void aHeartbeatDoesNotWaitForTheLedger() throws Exception {
        first.begin();
        first.run("lock table awa_store.ready, awa_store.claim, awa_store.outcome in access exclusive mode");

        assertThat(second.row(HEARTBEAT)).isEqualTo("alive");
    }

    @Test
    void aHeartbeatDoesNotWaitForSomebodyWhoRemovesOldNotices() throws Exception {
        long job = insertedJob();
        long claim = first.number("select claim_id from awa.claim_jobs(worker())");
        first.row("select outcome from awa.cancel_job(?)", job);
        first.run("update awa_store.stop_notice set created_at = created_at - interval '2 minutes'");
        first.begin();
        first.run("delete from awa_store.stop_notice");

        assertThat(second.row("select outcome, stop_claim_ids from awa.heartbeat(worker())"))
                .isEqualTo("alive|{" + claim + "}");

        first.rollback();
        assertThat(second.row("select outcome, stop_claim_ids from awa.heartbeat(worker())"))
                .isEqualTo("alive|{}");
    }
}
