package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.contract.PgTapDatabase;
import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What other transactions do while the ring turns, each forced into the order that could lose or double a job. */
@Tag("sql")
class RingRaceTest {

    private static final String RING = "select status || ': ' || detail from awa.doctor() where check_name = 'ring'";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.from(PgTapDatabase::create);

    private Ring ring;
    private Session other;

    @BeforeEach
    void open() throws SQLException {
        ring = Ring.of(database.get());
        other = ring.open();
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        ring.close();
    }

    @Test
    void aJobThatCommitsLongAfterItsSegmentWasSealedIsRunAndKeptForItsTime() throws Exception {
        ring.session.run(
                "select from awa.configure_queue('long', '{\"create\": true, \"keep_completed\": \"1 day\"}')");
        ring.work("default", 3);
        ring.work("long", 3);
        other.begin();
        long late = other.number("select id from awa.insert_job('k')");
        long alsoLate = other.number("select id from awa.insert_job('k', queue => 'long')");
        long segment = ring.segmentOf(ring.work("default", 1).get(0));
        ring.await(segment, "sealed");
        ring.pass(50);
        assertThat(ring.phase(segment)).as("it may still be entered").isEqualTo("sealed");
        other.commit();

        ring.complete(ring.claim("default", 1), List.of(late));
        ring.complete(ring.claim("long", 1), List.of(alsoLate));
        ring.pass(55);
        assertThat(ring.state(late)).isEqualTo("completed");
        ring.pass(5);
        assertThat(ring.state(late)).isNull();
        ring.await(segment, "free");
        assertThat(ring.session.number("select count(*) from awa.jobs where queue = 'long' and state = 'completed'"))
                .isEqualTo(4);
        ring.pass(4 * 60);
        assertThat(ring.state(alsoLate)).isEqualTo("completed");
        assertThat(ring.session.value(RING)).startsWith("ok");
    }

    @Test
    void aJobThatCommitsLongAfterItsSegmentWasSealedAndIsCancelledIsNotRun() throws Exception {
        ring.session.run("select from awa.configure('{\"keep_cancelled\": \"5 min\"}')");
        ring.session.run("select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true}')");
        ring.work("default", 3);
        other.begin();
        long late = other.number("select id from awa.insert_job('k', queue => 'slow')");
        long segment = ring.current();
        ring.await(segment, "sealed");
        ring.pass(15);
        other.commit();
        ring.session.run("select from awa.cancel_job(?)", late);
        ring.session.run("select from awa.configure_queue('slow', '{\"paused\": false}')");

        assertThat(ring.claimed("slow", 9)).isEmpty();
        ring.await(segment, "free");
        assertThat(ring.claimed("slow", 9)).isEmpty();
        assertThat(ring.notEmpty("withdrawn")).isEmpty();
    }

    @Test
    void aJobThatCommitsWhileItsSegmentIsDueHoldsItUntilItIsCarriedForward() throws Exception {
        ring.session.run("select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true}')");
        ring.work("default", 3);
        other.begin();
        long late = other.number("select id from awa.insert_job('k', queue => 'slow')");
        long segment = ring.current();
        ring.pass(5 * 60);
        assertThat(ring.phase(segment)).as("it may be entered all the time").isEqualTo("sealed");
        assertThat(ring.session.value(RING)).startsWith("warning").contains("in the way");
        other.commit();
        assertThat(ring.state(late)).isEqualTo("available");
        ring.await(segment, "drained");
        ring.await(segment, "free");

        assertThat(ring.state(late)).isEqualTo("available");
        ring.pass(90);
        assertThat(ring.session.value(RING)).startsWith("ok");
        ring.session.run("select from awa.configure_queue('slow', '{\"paused\": false}')");
        assertThat(ring.claimed("slow", 9)).containsExactly(late);
    }

    @Test
    void aProducerWithAnOldSnapshotLosesNothing() throws Exception {
        ring.work("default", 3);
        long segment = ring.current();
        repeatable("select from awa.contract_version()");
        ring.await(segment, "free");
        long intoCurrent = ring.current();
        long early = other.number("select id from awa.insert_job('k')");
        ring.await(segment, "current");
        long justNow = other.number("select id from awa.insert_many('k', array['{}'::jsonb])");
        long rowNow = other.number("insert into awa.new_jobs (kind) values ('k') returning id");
        ring.tick();
        long late = other.number("select id from awa.insert_jobs('[{\"kind\": \"k\"}]')");
        long lateRow = other.number("insert into awa.new_jobs (kind) values ('k') returning id");
        other.commit();
        assertThat(ring.segmentOf(early)).isEqualTo(intoCurrent);
        assertThat(ring.segmentOf(justNow))
                .as("that of the last turn that is known")
                .isNotEqualTo(segment);
        assertThat(ring.segmentOf(rowNow)).isEqualTo(ring.segmentOf(justNow));
        assertThat(ring.segmentOf(late)).as("it follows the ring").isEqualTo(segment);
        assertThat(ring.segmentOf(lateRow)).isEqualTo(segment);
        ring.pass(6 * 60);

        List<Long> jobs = List.of(early, justNow, rowNow, late, lateRow);
        assertThat(jobs).allSatisfy(job -> assertThat(ring.state(job)).isEqualTo("available"));
        assertThat(ring.claimed("default", 9)).containsExactlyElementsOf(jobs);
    }

    @Test
    void aProducerWithAnOldSnapshotCannotTakeTheKeyOfACarriedJob() throws Exception {
        ring.session.run("select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true}')");
        long holder = ring.insert("queue => 'slow', unique_by => '{\"key\": \"a\"}'");
        long segment = ring.current();
        repeatable("select from awa.contract_version()");
        ring.await(segment, "free");

        refused("40001", () -> other.run("select from awa.insert_job('k', unique_by => '{\"key\": \"a\"}')"));
        other.rollback();
        assertThat(other.rows("select id, outcome from awa.insert_job('k', unique_by => '{\"key\": \"a\"}')"))
                .containsExactly(List.of("" + holder, "existing"));
    }

    @Test
    void aSettleWithASnapshotFromBeforeTheCarryRunsAgain() throws Exception {
        List<Long> jobs = ring.insertMany("default", 2);
        long claim = ring.claim("default", 2);
        long segment = ring.current();
        String complete = "select from awa.complete_jobs(?::uuid, ?, ?, opts => '{\"on_lost\": \"report\"}')";
        try (Session unwatched = ring.open()) {
            unwatched.begin();
            unwatched.run("set transaction isolation level repeatable read");
            unwatched.run("select from awa.contract_version()");
            ring.pass(5);
            repeatable("select from awa.contract_version()");
            ring.await(segment, "drained");
            refused("40001", () -> other.run(complete, ring.worker, claim, jobs));
            other.rollback();
            refused("40001", () -> unwatched.run(complete, ring.worker, claim, jobs));
            unwatched.rollback();
        }
        assertThat(ring.state(jobs.get(0))).isEqualTo("running");
        repeatable(complete, ring.worker, claim, jobs.subList(0, 1));
        other.commit();
        assertThat(ring.state(jobs.get(0))).isEqualTo("completed");

        // truncated meanwhile: the claim seems not to exist
        repeatable("select from awa.contract_version()");
        ring.await(segment, "free");
        refused("40001", () -> other.run(complete, ring.worker, claim, jobs.subList(1, 2)));
        other.rollback();
        repeatable("select from awa.contract_version()");
        ring.await(segment, "current");
        ring.await(segment, "sealed");
        ring.await(segment, "free");
        refused(
                "40001",
                () -> other.run("select from awa.set_progress(?::uuid, ?, ?, 5)", ring.worker, claim, jobs.get(1)));
        other.rollback();
        refused("40001", () -> {
            repeatable("select from awa.contract_version()");
            ring.await(segment, "current");
            ring.await(segment, "free");
            other.value("select state from awa.get_job(?)", jobs.get(1));
        });
        other.rollback();
        assertThat(ring.state(jobs.get(1))).isEqualTo("running");
        repeatable(complete, ring.worker, claim, jobs.subList(1, 2));
        other.commit();
        assertThat(ring.state(jobs.get(1))).isEqualTo("completed");
    }

    @Test
    void aTransactionThatHasLookedKeepsWhatItSaw() throws Exception {
        List<Long> jobs = ring.work("default", 2);
        long segment = ring.current();
        repeatable("select count(*) from awa.jobs");
        ring.await(segment, "drained");
        ring.pass(3 * 60);

        assertThat(ring.phase(segment)).isEqualTo("drained");
        assertThat(other.number("select count(*) from awa_store.ready where segment = ?", segment))
                .isEqualTo(jobs.size());
        other.commit();
        ring.await(segment, "free");
    }

    @Test
    void aCallOfTickWithAnOldSnapshotTruncatesNothing() throws Exception {
        ring.work("default", 1);
        long segment = ring.current();
        ring.await(segment, "drained");
        ring.pass(55);
        repeatable("select from awa.contract_version()");
        ring.session.run("update awa_store.ring set current_segment = ?", (short) segment);
        long late = ring.insert("'{}'");
        ring.session.run(
                "update awa_store.ring set current_segment = (select segment from awa_store.segment where opened_at is not null and sealed_at is null)");
        ring.advance("10 min");
        refused("AW008", () -> other.run("select from awa.tick()"));
        other.rollback();

        assertThat(ring.phase(segment)).isEqualTo("drained");
        ring.pass(3 * 60);
        assertThat(ring.claimed("default", 9)).containsExactly(late);
    }

    @Test
    void aCancelThatIsOpenDuringTheCarryCommitsAfterIt() throws Exception {
        ring.session.run("select from awa.configure('{\"keep_cancelled\": \"30 days\"}')");
        ring.session.run("select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true}')");
        long cancelled = ring.insert("queue => 'slow'");
        long replaced = ring.insert("'1', queue => 'slow', unique_by => '{\"key\": \"a\"}'");
        long kept = ring.insert("queue => 'slow'");
        long segment = ring.current();
        other.begin();
        other.run("select from awa.cancel_job(?)", cancelled);
        other.run("""
                select from awa.insert_job('k', '2', queue => 'slow', unique_by => '{"key": "a", "on_conflict": "replace"}')""");
        try (Session undecided = ring.open()) {
            undecided.begin();
            undecided.run("select from awa.cancel_job(?)", kept);
            ring.pass(90);
            assertThat(ring.segmentOf(cancelled)).isNotEqualTo(segment);
            other.commit();
            undecided.rollback();
        }
        ring.viewAndFunctionAgree();
        ring.pass(4 * 60);

        assertThat(ring.notEmpty("withdrawn")).isEmpty();
        assertThat(ring.state(cancelled)).isEqualTo("cancelled");
        assertThat(ring.session.value("select args::text from awa.get_job(?)", replaced))
                .isEqualTo("2");
        ring.session.run("select from awa.configure_queue('slow', '{\"paused\": false}')");
        assertThat(ring.claimed("slow", 9)).containsExactlyInAnyOrder(kept, replaced);
    }

    @Test
    void aCancelOfAnEntryThatTheRingHasDroppedIsTriedAgain() throws Exception {
        ring.session.run("select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true}')");
        long job = ring.insert("'1', queue => 'slow', unique_by => '{\"key\": \"a\"}'");
        long segment = ring.current();
        List<String> seen = ring.session
                .rows("select lane, xid, seq from awa_store.locate(?)", job)
                .get(0);
        ring.session.run("""
                select from awa.insert_job('k', '2', queue => 'slow', unique_by => '{"key": "a", "on_conflict": "replace"}')""");
        ring.await(segment, "drained");

        refused(
                "40001",
                () -> ring.session.run(
                        "select awa_store.try_withdraw(?, ?::uuid, ?::xid8, ?::bigint, 'cancel')",
                        job,
                        seen.get(0),
                        seen.get(1),
                        seen.get(2)));
        assertThat(ring.state(job)).isEqualTo("available");
    }

    @Test
    void aLaneThatIsBeingClaimedFromIsCarriedForwardLater() throws Exception {
        List<Long> jobs = ring.insertMany("default", 5);
        List<Long> elsewhere = ring.insertMany("elsewhere", 1);
        long segment = ring.current();
        other.begin();
        other.run("select from awa.claim_jobs(?::uuid, max_jobs => 2)", ring.worker);
        ring.pass(90);
        assertThat(ring.phase(segment)).isEqualTo("sealed");
        assertThat(ring.segmentOf(elsewhere.get(0))).isNotEqualTo(segment);
        assertThat(jobs).allSatisfy(job -> assertThat(ring.segmentOf(job)).isEqualTo(segment));
        other.rollback();
        ring.await(segment, "free");

        assertThat(ring.claimed("default", 9)).containsExactlyElementsOf(jobs);
    }

    @Test
    void aJobThatIsBeingSettledIsNotCarried() throws Exception {
        List<Long> jobs = ring.insertMany("default", 2);
        long claim = ring.claim("default", 2);
        long segment = ring.current();
        ring.pass(40);
        other.begin();
        other.run("select from awa.complete_jobs(?::uuid, ?, ?)", ring.worker, claim, jobs.subList(0, 1));
        ring.pass(45);
        assertThat(ring.phase(segment)).isEqualTo("sealed");
        assertThat(ring.session.number("select count(*) from awa_store.claim where claim_id = ?", claim))
                .isEqualTo(1);
        other.commit();
        ring.await(segment, "drained");

        assertThat(ring.state(jobs.get(0))).isEqualTo("completed");
        assertThat(ring.state(jobs.get(1))).isEqualTo("running");
        ring.complete(claim, jobs.subList(1, 2));
    }

    @Test
    void aClaimThatCommitsIntoASealedSegmentKeepsItUntilItsJobsHaveEnded() throws Exception {
        long job = ring.insert("'{}'");
        long segment = ring.current();
        other.begin();
        long claim = other.number("select claim_id from awa.claim_jobs(?::uuid)", ring.worker);
        ring.pass(35);
        long next = ring.insert("queue => 'elsewhere'");
        assertThat(ring.segmentOf(next)).isNotEqualTo(segment);
        other.commit();
        ring.await(segment, "drained");
        ring.complete(claim, List.of(job));
        ring.pass(55);

        assertThat(ring.state(job)).isEqualTo("completed");
        assertThat(ring.claimed("default", 9)).isEmpty();
    }

    /** Nobody can enter it any more; should it happen all the same, nothing is truncated. */
    @Test
    void anEntryThatIsPutIntoADrainedSegmentByHandIsNotTruncated() throws Exception {
        ring.work("default", 3);
        long segment = ring.current();
        ring.await(segment, "drained");
        long job = ring.insert("queue => 'slow'");
        ring.session.run("update awa_store.ready set segment = ? where job_id = ?", segment, job);

        ring.await(segment, "sealed");
        assertThat(ring.segmentOf(job)).isEqualTo(segment);
        ring.await(segment, "free");

        assertThat(ring.segmentOf(job)).isNotEqualTo(segment);
        assertThat(ring.claimed("slow", 9)).containsExactly(job);
    }

    @Test
    void aReadersLockOnlyDelaysTheTruncation() throws Exception {
        ring.work("default", 3);
        long segment = ring.current();
        ring.await(segment, "drained");
        other.begin();
        other.run("lock table awa_store.ready_" + segment + " in access share mode");
        ring.session.run("set statement_timeout = '20 s'");
        ring.pass(4 * 60);
        assertThat(ring.phase(segment)).isEqualTo("drained");
        assertThat(ring.session.value(RING))
                .startsWith("warning")
                .contains("segment " + segment + " cannot be reclaimed");
        List<Long> jobs = ring.work("default", 5);
        assertThat(ring.session.numbers("select id from awa.jobs where id = any (?)", jobs))
                .hasSize(5);
        other.commit();
        ring.await(segment, "free");
        ring.pass(2 * 60);

        assertThat(ring.session.value(RING)).startsWith("ok");
    }

    private void repeatable(String first, Object... parameters) throws SQLException {
        other.begin();
        other.run("set transaction isolation level repeatable read");
        other.run(first, parameters);
    }

    private static void refused(String state, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }
}
