package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that need some of several things, or wait for a limited time, when what they wait for comes from all sides. */
class WaitRaceTest extends RaceTest {

    private static final String TICK = "select from awa.tick()";

    private final List<Long> parents = new ArrayList<>();
    private final List<Long> claims = new ArrayList<>();

    @Test
    void twoThatEndAtOnceAreBothCounted() throws Exception {
        insertParents(3);
        long child = insertChild(first, "\"parents_needed\": 2");
        first.begin();
        second.begin();
        complete(first, 0);
        complete(second, 1);
        first.commit();
        assertThat(stateOf(child)).isEqualTo("pending");
        second.commit();

        assertThat(stateOf(child)).isEqualTo("available");
        complete(first, 2);
        first.run(TICK);
        assertThat(waits()).isZero();
        assertThat(first.number("select count(*) from awa_store.ready where job_id = ?", child))
                .as("entries of the child")
                .isEqualTo(1);
    }

    @Test
    void twoThatEndInOneTransactionAreBothCounted() throws Exception {
        insertParents(3);
        long child = insertChild(first, "\"parents_needed\": 2");
        first.begin();
        complete(first, 0);
        complete(first, 2);
        first.commit();

        assertThat(stateOf(child)).isEqualTo("available");
        assertThat(waits()).isZero();
    }

    @Test
    void oneThatEndsWhileTheChildIsInsertedIsCountedOnce() throws Exception {
        insertParents(2);
        second.begin();
        long child = insertChild(second, "\"parents_needed\": 2");
        complete(first, 0);
        second.commit();
        assertThat(stateOf(child)).isEqualTo("pending");
        first.run(TICK);
        first.run(TICK);
        assertThat(stateOf(child)).isEqualTo("pending");
        complete(first, 1);

        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void oneThatEndsInAnOldSnapshotIsCountedByTick() throws Exception {
        insertParents(2);
        second.run("begin isolation level repeatable read");
        assertThat(second.row("select state_of(?)", parents.get(0))).isEqualTo("running");
        long child = insertChild(first, "\"parents_needed\": 1");
        complete(second, 0);
        second.commit();
        assertThat(stateOf(child)).isEqualTo("pending");
        first.run(TICK);

        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void patienceThatEndsWhileAParentIsBeingCompletedDecides() throws Exception {
        first.run("select stop_clock()");
        insertParents(1);
        long child = insertChild(first, "\"parents_timeout\": \"1 min\"");
        second.begin();
        complete(second, 0);
        first.run("select advance_clock('2 min')");
        first.run(TICK);
        assertThat(stateOf(child)).isEqualTo("cancelled");
        second.commit();
        first.run(TICK);

        assertThat(stateOf(child)).isEqualTo("cancelled");
        assertThat(stateOf(parents.get(0))).isEqualTo("completed");
        assertThat(waits()).isZero();
    }

    @Test
    void aParentThatIsCompletedInTimeDecidesHoweverLateTickComes() throws Exception {
        first.run("select stop_clock()");
        insertParents(1);
        long child = insertChild(first, "\"parents_timeout\": \"1 min\"");
        first.run("select advance_clock('2 min')");
        complete(first, 0);
        assertThat(stateOf(child)).isEqualTo("available");
        first.run(TICK);

        assertThat(stateOf(child)).isEqualTo("available");
        assertThat(waits()).isZero();
    }

    @Test
    void aChildThatIsBeingCancelledIsLeftAlone() throws Exception {
        first.run("select stop_clock()");
        insertParents(2);
        long child = insertChild(first, "\"parents_needed\": 1, \"parents_timeout\": \"1 min\"");
        second.begin();
        assertThat(second.row("select outcome from awa.cancel_job(?)", child)).isEqualTo("cancelled");
        complete(first, 0);
        first.run("select advance_clock('2 min')");
        first.run("select from awa.heartbeat(worker('a'))");
        first.run(TICK);
        assertThat(stateOf(child)).isEqualTo("pending");
        second.commit();
        first.run(TICK);

        assertThat(stateOf(child)).isEqualTo("cancelled");
        complete(first, 1);
        first.run(TICK);
        assertThat(waits()).isZero();
    }

    @Test
    void aCancelThatIsRolledBackLosesNothing() throws Exception {
        insertParents(2);
        long child = insertChild(first, "\"parents_needed\": 1");
        second.begin();
        assertThat(second.row("select outcome from awa.cancel_job(?)", child)).isEqualTo("cancelled");
        complete(first, 0);
        second.rollback();
        first.run(TICK);

        assertThat(stateOf(child)).isEqualTo("available");
    }

    @Test
    void aBlockedJobThatIsCancelledLetsTheNextOnesInWhereItWasInTheirWay() throws Exception {
        first.run("select worker('a')");
        first.run("select from awa.insert_job('x', opts => '{\"concurrency_key\": \"k\", \"concurrency_limit\": 2}')");
        long narrow = first.number("select id from awa.insert_job('x', opts => '{\"concurrency_key\": \"k\"}')");
        long wide = first.number(
                "select id from awa.insert_job('x', opts => '{\"concurrency_key\": \"k\", \"concurrency_limit\": 2}')");
        assertThat(first.texts("select id from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .hasSize(1);
        assertThat(stateOf(wide)).as("behind one that has to be alone").isEqualTo("blocked");
        second.begin();
        second.row("select outcome from awa.cancel_job(?)", narrow);
        first.run(TICK);
        assertThat(stateOf(wide)).isEqualTo("blocked");
        second.commit();
        first.run(TICK);

        assertThat(stateOf(wide)).isEqualTo("available");
        assertThat(waits()).isZero();
    }

    @Test
    void aBlockedJobThatIsReplacedLeavesItsLine() throws Exception {
        first.run("select worker('a')");
        first.run("select from awa.insert_job('x', opts => '{\"concurrency_key\": \"k\"}')");
        String keyed =
                "select id from awa.insert_job('x', unique_by => '{\"key\": \"u\", \"on_conflict\": \"replace\"}', opts => ?::jsonb)";
        long replaced = first.number(keyed, "{\"concurrency_key\": \"k\"}");
        long next = first.number("select id from awa.insert_job('x', opts => '{\"concurrency_key\": \"k\"}')");
        assertThat(first.texts("select id from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .hasSize(1);
        second.begin();
        assertThat(second.number(keyed, "{}")).isEqualTo(replaced);
        Running settle = first.start(
                "select from awa_store.claim c, awa.complete_jobs(worker('a'), c.claim_id, c.job_ids) where cardinality(c.job_ids) = 1");
        settle.rows();
        second.commit();
        first.run(TICK);

        assertThat(stateOf(replaced)).isEqualTo("available");
        assertThat(stateOf(next)).isEqualTo("available");
        assertThat(waits()).isZero();
    }

    private void insertParents(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            parents.add(insertedJob());
            claims.add(claimedBy("a"));
        }
    }

    private long insertChild(Session session, String opts) throws Exception {
        return session.number(
                "select id from awa.insert_job('child', queue => 'children', opts => ?::jsonb)",
                "{\"parents\": " + parents + ", " + opts + "}");
    }

    private void complete(Session session, int parent) throws Exception {
        session.texts(
                "select from awa.complete_jobs(worker('a'), ?, array[?])", claims.get(parent), parents.get(parent));
    }

    private long waits() throws Exception {
        return first.number("select count(*) from awa_store.wait");
    }
}
