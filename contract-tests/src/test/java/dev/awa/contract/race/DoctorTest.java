package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault that takes a second session is told by doctor, with the session, and is over with it. */
class DoctorTest extends RaceTest {

    private static final String SINCE = "since \\S+, for \\d\\d:\\d\\d:\\d\\d";

    @Test
    void tellsWhoLeavesASettleOpen() throws Exception {
        long job = insertedJob();
        long claim = claimedBy("a");
        second.begin();
        second.row("select settled from awa.complete_jobs(worker('a'), ?, array[?])", claim, job);
        String pid = second.row("select pg_backend_pid()");

        assertThat(seen("open_settles")).startsWith("warning|").contains("pid " + pid + " ");

        second.commit();
        assertThat(seen("open_settles")).startsWith("ok|");
    }

    @Test
    void tellsWhoKeepsTheLocksOfClaimsAndHousekeeping() throws Exception {
        second.run("select pg_advisory_lock(awa_store.lock_class('housekeeping'), 0)");
        Session claims = session();
        claims.begin();
        claims.run("select from awa.claim_jobs(worker('a'))");
        String strangers = second.row("select pg_backend_pid()");
        String claimers = claims.row("select pg_backend_pid()");

        assertThat(seen("locks"))
                .startsWith("warning|")
                .contains("pid " + strangers + " ", "holds housekeeping", "pid " + claimers + " ", "holds lane");
        assertThat(seenByAll("locks")).containsPattern("pid " + strangers + " [^;]*" + SINCE);

        second.run("select pg_advisory_unlock_all()");
        claims.rollback();
        assertThat(seen("locks")).startsWith("ok|");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lane",
                "promotion",
                "sleep",
                "housekeeping",
                "concurrency",
                "wait",
                "limit",
                "schedules",
                "deprecated",
                "withdrawing",
                "withdrawal"
            })
    void tellsWhoHasNothingToDoHereAndKeepsALock(String purpose) throws Exception {
        second.run("select pg_advisory_lock(awa_store.lock_class('" + purpose + "'), 7)");
        // one who may not call Awa, whatever he does
        second.run("set session authorization pg_monitor");
        String pid = second.row("select pg_backend_pid()");

        assertThat(seen("locks")).startsWith("warning|").contains("pid " + pid + " ", "holds " + purpose);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "attempt", "numbering"})
    void tellsWhomSettlesWaitFor(String purpose) throws Exception {
        second.begin();
        second.run("select pg_advisory_xact_lock(awa_store.lock_class('" + purpose + "'), 7)");
        String pid = second.row("select pg_backend_pid()");

        assertThat(seen("open_settles")).startsWith("warning|").contains("pid " + pid + " ");
    }

    @Test
    void whoHoldsALockOfTheEngineDelaysAndLosesNothing() throws Exception {
        first.run("select stop_clock()");
        long job = insertedJob();
        first.run("select from awa.claim_jobs(worker('a'))");
        first.run("select advance_clock('1 min')");
        second.run("select pg_advisory_lock(awa_store.lock_class('housekeeping'), 0)");

        assertThat(first.row("select jobs_rescued from awa.tick()")).isEqualTo("0");

        second.run("select pg_advisory_unlock_all()");
        assertThat(first.row("select jobs_rescued from awa.tick()")).isEqualTo("1");
        assertThat(stateOf(job)).isEqualTo("retryable");
    }

    @Test
    void tellsOfMarksWithoutAWorker() throws Exception {
        first.run("select worker('a')");
        second.run("select from awa.sleep_until_work(worker('a'), '{nobodys}')");
        String pid = second.row("select pg_backend_pid()");

        assertThat(seen("sleep_marks")).startsWith("warning|").contains("pid " + pid + " ");
        assertThat(seenByAll("sleep_marks")).containsPattern("pid " + pid + " .*" + SINCE);

        second.run("select from awa.sleep_until_work(worker('a'), '{}')");
        assertThat(seen("sleep_marks")).startsWith("ok|");
    }

    @Test
    void tellsOfAPreparedTransactionAndWhatItBlocks() throws Exception {
        assumeTrue(
                second.number("select current_setting('max_prepared_transactions')") > 0,
                "max_prepared_transactions is 0");
        first.run("select stop_clock()");
        long job = insertedJob();
        long claim = claimedBy("a");
        second.begin();
        second.row("select settled from awa.complete_jobs(worker('a'), ?, array[?])", claim, job);
        second.run("prepare transaction 'awa_doctor'");
        first.run("select advance_clock('1 min')");

        assertThat(seen("prepared_transactions"))
                .startsWith("warning|")
                .contains("'awa_doctor' of ")
                .containsPattern(SINCE);
        assertThat(seen("open_settles"))
                .startsWith("warning|")
                .contains("prepared transaction 'awa_doctor'")
                .containsPattern(SINCE);

        second.run("commit prepared 'awa_doctor'");
        assertThat(seen("prepared_transactions")).startsWith("ok|");
        assertThat(seen("open_settles")).startsWith("ok|");
        assertThat(stateOf(job)).isEqualTo("completed");
    }

    private String seen(String check) throws SQLException {
        return first.row("select status, detail from awa.doctor() where check_name = ?", check);
    }

    /** What it tells where the owner of the functions may see the sessions of others. */
    private String seenByAll(String check) throws SQLException {
        return first.row("select status, detail from awa_store.doctor_" + check + "()");
    }
}
