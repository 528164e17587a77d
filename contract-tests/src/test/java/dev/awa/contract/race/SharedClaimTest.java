package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs of one claim that are settled side by side: a settle holds up only settles of the same job. */
class SharedClaimTest extends RaceTest {

    private static final String COMPLETE = "select settled from awa.complete_jobs(worker('a'), ?, array[?])";
    private static final String COMPLETE_BOTH = "select settled from awa.complete_jobs(worker('a'), ?, array[?, ?])";

    private final List<Long> jobs = new ArrayList<>();
    private long claim;

    @BeforeEach
    void claimTen() throws Exception {
        first.run("select stop_clock()");
        first.run("select from awa.insert_many('x', array_fill('{}'::jsonb, array[10]))");
        for (String row :
                first.texts("select claim_id, id from awa.claim_jobs(worker('a'), max_jobs => 10) order by id")) {
            claim = Long.parseLong(row.split("\\|")[0]);
            jobs.add(Long.parseLong(row.split("\\|")[1]));
        }
        // what waits where it should not ends the test
        first.run("set lock_timeout = '5 s'");
        second.run("set lock_timeout = '5 s'");
    }

    @Test
    void whoIsFrozenInASettleHoldsUpNoneOfTheOthers() throws Exception {
        Session frozen = session();
        frozen.begin();
        assertThat(frozen.row(COMPLETE, claim, jobs.get(0))).isEqualTo("1");

        settleNineInAllWays();

        frozen.commit();
        assertThat(stateOf(jobs.get(0))).isEqualTo("completed");
        assertThat(running()).isZero();
    }

    @Test
    void norDoesWhoIsFrozenInASettleOfSeveral() throws Exception {
        Session frozen = session();
        frozen.begin();
        first.run("select from awa.insert_many('x', array_fill('{}'::jsonb, array[3]), queue => 'q')");
        assertThat(frozen.row(COMPLETE, claim, jobs.get(0))).isEqualTo("1");
        List<String> more = frozen.texts("select claim_id, id from awa.claim_jobs(worker('a'), 'q', 3) order by id");
        long other = Long.parseLong(more.get(0).split("\\|")[0]);
        long[] ids =
                more.stream().mapToLong(r -> Long.parseLong(r.split("\\|")[1])).toArray();
        frozen.commit();
        frozen.begin();
        assertThat(frozen.row(COMPLETE_BOTH, other, ids[0], ids[1])).isEqualTo("2");

        assertThat(first.row(COMPLETE, other, ids[2])).isEqualTo("1");

        frozen.rollback();
        assertThat(stateOf(ids[0])).isEqualTo("running");
        assertThat(first.row(COMPLETE_BOTH, other, ids[0], ids[1])).isEqualTo("2");
    }

    @Test
    void norWhoReportsProgressOrCancelsOne() throws Exception {
        Session frozen = session();
        frozen.begin();
        assertThat(frozen.row("select outcome from awa.set_progress(worker('a'), ?, ?, 5)", claim, jobs.get(0)))
                .isEqualTo("saved");

        settleNineInAllWays();

        frozen.rollback();
        Session cancels = session();
        cancels.begin();
        long[] two = claimedTwo();
        assertThat(cancels.row("select outcome from awa.cancel_job(?)", two[1])).isEqualTo("cancelled");
        assertThat(first.row(COMPLETE, two[0], two[2])).isEqualTo("1");
        cancels.commit();
    }

    @Test
    void norWhoSettlesTooLateOrWhatIsNotHis() throws Exception {
        String report =
                "select lost_ids from awa.complete_jobs(worker('%s'), ?, array[?], opts => '{\"on_lost\": \"report\"}')";
        first.run("select from awa.release_jobs(worker('a'), " + claim + ", array[" + jobs.get(0) + "])");
        long anew = claimedBy("b");
        first.run("select worker('c')");
        Session late = session();
        late.begin();
        assertThat(late.row(report.formatted("a"), claim, jobs.get(0))).isEqualTo("{%s}".formatted(jobs.get(0)));
        Session stranger = session();
        stranger.begin();
        assertThat(stranger.row(report.formatted("c"), claim, jobs.get(1))).isEqualTo("{%s}".formatted(jobs.get(1)));

        assertThat(first.row("select settled from awa.complete_jobs(worker('b'), ?, array[?])", anew, jobs.get(0)))
                .isEqualTo("1");
        assertThat(first.row(COMPLETE, claim, jobs.get(1))).isEqualTo("1");
    }

    @Test
    void aLostWorkersJobsAreRescuedAroundAnOpenSettle() throws Exception {
        Session frozen = session();
        frozen.begin();
        assertThat(frozen.row(COMPLETE, claim, jobs.get(0))).isEqualTo("1");
        first.run("select advance_clock('1 min')");

        assertThat(first.row("select jobs_rescued from awa.tick()")).isEqualTo("9");
        assertThat(first.row("select jobs_rescued from awa.tick()")).isEqualTo("0");

        frozen.rollback();
        assertThat(first.row("select jobs_rescued from awa.tick()")).isEqualTo("1");
        assertThat(first.texts("select from awa_store.open_claim")).isEmpty();
        assertThat(first.texts("select distinct state from awa.jobs")).containsExactly("retryable");
    }

    @Test
    void deregistrationRescuesAroundAnOpenSettle() throws Exception {
        Session frozen = session();
        frozen.begin();
        assertThat(frozen.row(COMPLETE, claim, jobs.get(0))).isEqualTo("1");

        assertThat(first.row("select lost from awa.deregister_worker(worker('a'))"))
                .isEqualTo("9");

        frozen.commit();
        assertThat(stateOf(jobs.get(0))).isEqualTo("completed");
    }

    @Test
    void theLastTwoSettledSideBySideLeaveNoOpenClaim() throws Exception {
        first.begin();
        first.row(
                "select settled from awa.complete_jobs(worker('a'), ?, (select array_agg(u) from unnest(?::bigint[]) u))",
                claim,
                idsFrom(1));
        assertThat(second.row(COMPLETE, claim, jobs.get(0))).isEqualTo("1");
        first.commit();
        assertThat(running()).isZero();

        first.run("select from awa.tick()");
        first.run("select advance_clock('6 s')");
        first.run("select from awa.tick()");
        first.run("select advance_clock('6 s')");
        first.run("select from awa.tick()");

        assertThat(first.texts("select from awa_store.open_claim")).isEmpty();
        assertThat(first.row("select count(*) from awa_store.running_claim")).isEqualTo("0");
        assertThat(first.row("select completed, running from awa.queue_stats('default')"))
                .isEqualTo("10|0");
    }

    @Test
    void aJobThatIsSettledBesideItsOwnReportLeavesNoOpenClaim() throws Exception {
        long[] two = claimedTwo();
        first.row(COMPLETE, two[0], two[2]);
        second.begin();
        second.row("select outcome from awa.set_progress(worker('a'), ?, ?, 5)", two[0], two[1]);

        Running settle = first.startAndBlock(COMPLETE, two[0], two[1]);
        second.commit();

        assertThat(settle.rows()).containsExactly("1");
        assertThat(second.row("select count(*) from awa_store.running_claim where claim_id = ?", two[0]))
                .isEqualTo("0");
        assertThat(second.texts("select from awa_store.progress")).isEmpty();
    }

    @Test
    void theSecondSettleOfAJobWaitsForTheFirstAlone() throws Exception {
        first.begin();
        assertThat(first.row(COMPLETE_BOTH, claim, jobs.get(0), jobs.get(1))).isEqualTo("2");

        Running failure = second.startAndBlock(
                "select outcome from awa.fail_jobs(worker('a'), ?, array[?, ?], '{a,b}')",
                claim,
                jobs.get(1),
                jobs.get(2));
        first.commit();

        assertThat(failure.sqlState()).isEqualTo("AW005");
        assertThat(stateOf(jobs.get(2))).isEqualTo("running");
    }

    @Test
    void aBatchThatMeetsAnOpenSettleWaitsForItAndSettlesTheRest() throws Exception {
        first.begin();
        assertThat(first.row(COMPLETE, claim, jobs.get(3))).isEqualTo("1");

        Running all = second.startAndBlock(
                "select settled, lost_ids from awa.complete_jobs(worker('a'), ?, ?::bigint[], opts => '{\"on_lost\": \"report\"}')",
                claim,
                idsFrom(0));
        first.commit();

        assertThat(all.rows()).containsExactly("9|{" + jobs.get(3) + "}");
        assertThat(running()).isZero();
    }

    @Test
    void noSettleFromAnOldSnapshotCountsTwice() throws Exception {
        String[] closers = {
            "select from awa.complete_jobs(worker('a'), %1$s, %2$s)", // alone
            "select from awa.complete_jobs(worker('a'), %1$s, (%2$s)[1:1])",
            "select from awa.complete_jobs(worker('a'), %1$s, (%2$s)[1:2])",
            "select from awa.fail_jobs(worker('a'), %1$s, (%2$s)[1:2], '{a,b}')",
            "select from awa.cancel_job((%2$s)[1])",
            "select from awa.release_jobs(worker('a'), %1$s, (%2$s)[1:1])",
            "select from awa.deregister_worker(worker('a'))"
        };
        for (String closer : closers) {
            for (String level : new String[] {"repeatable read", "serializable"}) {
                for (int more = 1; more <= 2; more++) {
                    first.run("select from awa.insert_many('x', array_fill('{}'::jsonb, array[3]), queue => 'old')");
                    String row = first.row("""
                            select min(claim_id), array_agg(id order by id)::text
                            from awa.claim_jobs(worker('a'), 'old', 3)""");
                    String id = row.split("\\|")[0];
                    String ids = "'" + row.split("\\|")[1] + "'::bigint[]";
                    second.run("begin isolation level " + level);
                    second.run("select count(*) from awa.jobs");

                    first.run(closer.formatted(id, ids));

                    Running late = second.start("select settled from awa.complete_jobs(worker('a'), %s, (%s)[1:%s])"
                            .formatted(id, ids, more));
                    assertThat(late.sqlState()).as(closer + " " + level).isIn("40001", "AW005");
                    second.rollback();
                    first.run("delete from workers");
                    first.run("select awa.cancel_job(id) from awa.jobs where queue = 'old' and state <> 'completed'");
                }
            }
        }
    }

    @Test
    void anOldSnapshotSettlesWhatNobodyElseHasSettled() throws Exception {
        second.run("begin isolation level repeatable read");
        second.run("select count(*) from awa.jobs");
        Session other = session();
        other.run("begin isolation level serializable");
        other.run("select count(*) from awa.jobs");

        assertThat(second.row(COMPLETE, claim, jobs.get(0))).isEqualTo("1");
        // beside one that is open, and without waiting for it
        assertThat(other.row(COMPLETE, claim, jobs.get(1))).isEqualTo("1");
        assertThat(first.row(COMPLETE, claim, jobs.get(2))).isEqualTo("1");
        second.commit();
        other.commit();

        assertThat(first.row("select settled from awa.complete_jobs(worker('a'), ?, ?::bigint[])", claim, idsFrom(3)))
                .isEqualTo("7");
        assertThat(first.row("select completed, running from awa.queue_stats('default')"))
                .isEqualTo("10|0");
    }

    private void settleNineInAllWays() throws Exception {
        assertThat(first.row(COMPLETE, claim, jobs.get(1))).isEqualTo("1");
        assertThat(first.row(COMPLETE_BOTH, claim, jobs.get(2), jobs.get(3))).isEqualTo("2");
        assertThat(first.row(
                        "select outcome from awa.fail_jobs(worker('a'), ?, array[?], '{oops}')", claim, jobs.get(4)))
                .isEqualTo("retryable");
        assertThat(first.row("select outcome from awa.snooze_job(worker('a'), ?, ?, '1 min')", claim, jobs.get(5)))
                .isEqualTo("snoozed");
        assertThat(first.row("select settled from awa.release_jobs(worker('a'), ?, array[?])", claim, jobs.get(6)))
                .isEqualTo("1");
        assertThat(first.row("select outcome from awa.set_progress(worker('a'), ?, ?, 5)", claim, jobs.get(7)))
                .isEqualTo("saved");
        assertThat(first.row("select settled from awa.cancel_running(worker('a'), ?, array[?])", claim, jobs.get(7)))
                .isEqualTo("1");
        assertThat(first.row("select outcome from awa.cancel_job(?)", jobs.get(8)))
                .isEqualTo("cancelled");
        assertThat(first.row("select settled from awa.complete_jobs(worker('a'), ?, array[?])", claim, jobs.get(9)))
                .isEqualTo("1");
        assertThat(first.row("select count(*) from awa.heartbeat(worker('a'))")).isEqualTo("1");
    }

    private long[] claimedTwo() throws Exception {
        first.run("select from awa.insert_many('x', array_fill('{}'::jsonb, array[2]), queue => 'two')");
        String[] row = first.row("select min(claim_id), min(id), max(id) from awa.claim_jobs(worker('a'), 'two', 2)")
                .split("\\|");
        return new long[] {Long.parseLong(row[0]), Long.parseLong(row[1]), Long.parseLong(row[2])};
    }

    private String idsFrom(int from) {
        return "{"
                + String.join(
                        ",",
                        jobs.subList(from, jobs.size()).stream()
                                .map(String::valueOf)
                                .toList()) + "}";
    }

    private long running() throws Exception {
        return first.number("select count(*) from awa.jobs where queue = 'default' and state = 'running'");
    }
}
