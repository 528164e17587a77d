package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.awa.testkit.accounting.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transaction that is to be prepared does not depend on who sleeps. */
class PreparedRaceTest extends RaceTest {

    private static final String PREPARE = "prepare transaction 'awa_prepared_race'";
    private static final String COMMIT = "commit prepared 'awa_prepared_race'";
    private static final String ROLLBACK = "rollback prepared 'awa_prepared_race'";
    private static final String SILENT = "opts => '{\"notify\": false}'";

    private Session sleeper;
    private Session producer;

    @BeforeEach
    void fallAsleep() throws Exception {
        sleeper = first;
        producer = second;
        assumeTrue(
                producer.number("select current_setting('max_prepared_transactions')") > 0,
                "max_prepared_transactions is 0");
        sleeper.run("select worker()");
        sleeper.run("listen awa");
        sleeper.run("select from awa.sleep_until_work(worker(), '{default,children}')");
        sleeper.run("select from awa.sleep_until_work(worker(), '{default,children}', '')");
    }

    @Test
    void anEnqueueThatNotifiesCannotBePrepared() throws Exception {
        producer.begin();
        producer.row("select id from awa.insert_job('x')");

        assertThat(producer.start(PREPARE).sqlState()).isEqualTo("0A000");
        assertThat(producer.number("select count(*) from awa.jobs")).isZero();
    }

    @Test
    void whatNotifiesNobodyCanBePreparedWhoeverSleeps() throws Exception {
        for (String call : new String[] {
            "awa.insert_job('x', " + SILENT + ")",
            "awa.insert_job('x', run_at => now() + interval '1 s', " + SILENT + ")",
            "awa.insert_jobs('[{\"kind\": \"x\"}]', " + SILENT + ")",
            "awa.insert_jobs('[{\"kind\": \"x\"}, {\"kind\": \"x\", \"opts\": {\"notify\": false}}]')",
            "awa.insert_jobs('[{\"kind\": \"x\", \"unique_by\": {\"key\": \"k\", \"on_conflict\": \"replace\"}},"
                    + " {\"kind\": \"x\", \"opts\": {\"notify\": false}}]')",
            "awa.insert_many('x', '{\"{}\"}', " + SILENT + ")",
            "awa.reschedule_job(unique_key => awa.unique_key('x', key => 'k'), priority => 1, " + SILENT + ")",
        }) {
            producer.begin();
            producer.run("select from " + call);
            producer.run(PREPARE);
            producer.run(COMMIT);
            assertThat(sleeper.notifications(1)).as(call).isEmpty();
        }
        assertThat(sleeper.row("select has_work from awa.sleep_until_work(worker(), '{default,children}', '')"))
                .as("its next look finds them")
                .isEqualTo("t");
    }

    @Test
    void aCallThatNotifiesNobodySilencesThoseAfterItAndTheCommit() throws Exception {
        long parent = insertedJob();
        long claim = claimedBy("a");
        producer.run(
                "select from awa.insert_job('child', queue => 'children', opts => jsonb_build_object('parents', jsonb_build_array("
                        + parent + ")))");
        Awaitility.await("what the inserts say")
                .until(() -> sleeper.notifications(1000).contains("work:children"));
        producer.begin();
        producer.texts("select from awa.complete_jobs(worker('a'), ?, array[?], " + SILENT + ")", claim, parent);
        producer.run("select from awa.insert_job('x')");
        producer.run(PREPARE);
        producer.run(COMMIT);

        assertThat(sleeper.notifications(1)).isEmpty();
        assertThat(producer.number("select count(*) from awa.jobs where state = 'available'"))
                .as("the job and the child")
                .isEqualTo(2);
    }

    @Test
    void theWorkerOfAJobThatAPreparedTransactionCancelsHearsOfItWithItsHeartbeat() throws Exception {
        long job = insertedJob();
        claimedBy("a");
        sleeper.notifications(1);
        producer.begin();
        producer.run("select from awa.cancel_job(" + job + ", " + SILENT + ")");
        producer.run(PREPARE);
        assertThat(sleeper.row("select stop_job_ids from awa.heartbeat(worker('a'))"))
                .isEqualTo("{}");
        producer.run(COMMIT);

        assertThat(sleeper.notifications(1)).isEmpty();
        assertThat(sleeper.row("select stop_job_ids from awa.heartbeat(worker('a'))"))
                .isEqualTo("{" + job + "}");
    }

    @Test
    void aPreparedInsertIsHandedOutAfterItsCommitAndNeverAfterItsRollback() throws Exception {
        for (String end : new String[] {ROLLBACK, COMMIT}) {
            producer.begin();
            producer.run("select from awa.insert_job('x', " + SILENT + ")");
            producer.run(PREPARE);
            assertThat(sleeper.texts("select id from awa.claim_jobs(worker())")).isEmpty();
            producer.run(end);
            assertThat(sleeper.texts("select id from awa.claim_jobs(worker())")).hasSize(end.equals(COMMIT) ? 1 : 0);
        }
    }

    @Test
    void aPreparedCancellationHasThePartitionUntilItIsDecided() throws Exception {
        long job = insertedJob();
        producer.begin();
        producer.run("select from awa.cancel_job(" + job + ", " + SILENT + ")");
        producer.run(PREPARE);
        Session.Running claim = sleeper.startAndBlock("select id from awa.claim_jobs(worker())");
        producer.run(COMMIT);

        assertThat(claim.rows()).isEmpty();
        assertThat(stateOf(job)).isEqualTo("cancelled");
    }
}
