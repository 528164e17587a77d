package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Races between two or three sessions, each forced into the order that once went wrong. */
@Tag("sql")
class LedgerRaceTest {

    private static final String SLEEP =
            "select has_work, pending_after from awa.sleep_until_work(?::uuid, array['default'], ?)";

    /** What a sleeper carries on when no transaction from before is open: its session alone. */
    private static final String NOTHING_OPEN = "\\d+:0@0";

    /** What it carries on when it could not tell. */
    private static final String NOT_KNOWN = "\\d+";

    private static final String CLAIM = "select id from awa.claim_jobs(?::uuid)";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @Test
    void aSleeperKeepsAskingUntilTheYoungestOpenTransactionHasEnded() throws Exception {
        try (Session producer = open();
                Session sleeper = open()) {
            String worker = sleeper.worker();
            // no transaction with a later id has ended, so no snapshot lists this one as in progress
            producer.begin();
            producer.run("select from awa.insert_job('k')");

            List<String> first = sleeper.rows(SLEEP, worker, null).get(0);
            assertThat(first.get(0)).isEqualTo("f");
            assertThat(first.get(1)).doesNotMatch(NOTHING_OPEN).doesNotMatch(NOT_KNOWN);
            List<String> second = sleeper.rows(SLEEP, worker, first.get(1)).get(0);
            assertThat(second).isEqualTo(first);

            producer.commit();
            assertNothingOpen(sleeper.rows(SLEEP, worker, first.get(1)).get(0), "t");
            assertThat(sleeper.numbers("select id from awa.claim_jobs(?::uuid)", worker))
                    .hasSize(1);
            assertNothingOpen(sleeper.rows(SLEEP, worker, first.get(1)).get(0), "f");
        }
    }

    @Test
    void aSleeperThatFindsWorkStillWatchesTheTransactionsBeforeIt() throws Exception {
        try (Session late = open();
                Session producer = open();
                Session sleeper = open()) {
            String worker = sleeper.worker();
            late.begin();
            late.run("select from awa.insert_job('k')");
            producer.run("select from awa.insert_job('k')");

            List<String> busy = sleeper.rows(SLEEP, worker, null).get(0);
            assertThat(busy.get(0)).isEqualTo("t");
            sleeper.run("select from awa.claim_jobs(?::uuid)", worker);
            List<String> idle = sleeper.rows(SLEEP, worker, busy.get(1)).get(0);
            assertThat(idle.get(0)).isEqualTo("f");
            assertThat(idle.get(1)).doesNotMatch(NOTHING_OPEN).doesNotMatch(NOT_KNOWN);

            late.rollback();
            assertNothingOpen(sleeper.rows(SLEEP, worker, idle.get(1)).get(0), "f");
        }
    }

    @Test
    void aSleeperInATransactionThatHasWrittenAsksAgain() throws Exception {
        try (Session sleeper = open()) {
            String worker = sleeper.worker();
            sleeper.begin();
            sleeper.run("select from awa.insert_job('k', queue => 'elsewhere')");
            assertThat(sleeper.rows(SLEEP, worker, null).get(0).get(1)).matches(NOT_KNOWN);
            sleeper.commit();
            assertNothingOpen(sleeper.rows(SLEEP, worker, null).get(0), "f");
        }
    }

    @Test
    void anIdBeyondTheCursorThatCommitsLateKeepsItsPlace() throws Exception {
        try (Session late = open();
                Session producer = open();
                Session claimer = open()) {
            String worker = claimer.worker();
            long before = producer.number("select id from awa.insert_job('k')");
            late.begin();
            long between = late.number("select id from awa.insert_job('k')");
            long after = producer.number("select id from awa.insert_job('k')");
            assertThat(claimer.numbers(CLAIM, worker)).containsExactly(before);

            late.commit();

            assertThat(claimer.numbers(CLAIM, worker)).containsExactly(between);
            assertThat(claimer.numbers(CLAIM, worker)).containsExactly(after);
        }
    }

    @Test
    void anIdBeforeTheCursorThatCommitsLateIsClaimedAfterWhatWasSeenBefore() throws Exception {
        try (Session late = open();
                Session producer = open();
                Session claimer = open()) {
            String worker = claimer.worker();
            late.begin();
            long first = late.number("select id from awa.insert_job('k')");
            long second = producer.number("select id from awa.insert_job('k')");
            long third = producer.number("select id from awa.insert_job('k')");
            assertThat(claimer.numbers(CLAIM, worker)).containsExactly(second);

            late.commit();

            assertThat(claimer.numbers(CLAIM, worker)).containsExactly(third);
            assertThat(claimer.numbers(CLAIM, worker)).containsExactly(first);
            assertThat(claimer.numbers(CLAIM, worker)).isEmpty();
        }
    }

    @Test
    void aReplacementThatWaitedForItsKeyIsTheNewestEntryOfTheJob() throws Exception {
        try (Session owner = open();
                Session rival = open();
                Session replacing = open()) {
            String worker = owner.worker();
            long job = owner.number("""
                    select id from awa.insert_job('k', '{"v": "old"}', unique_by => '{"key": "a", "states": ["available"]}')""");
            long claim = owner.number("select claim_id from awa.claim_jobs(?::uuid)", worker);
            rival.begin();
            rival.run("select from awa.insert_job('k', unique_by => '{\"key\": \"a\"}')");

            Session.Running replaced = replacing.startAndBlock("""
                    select id || ' ' || outcome
                    from awa.insert_job('k', '{"v": "new"}', unique_by => '{"key": "a", "on_conflict": "replace"}')""");
            owner.run("select from awa.release_jobs(?::uuid, ?, ?)", worker, claim, List.of(job));
            rival.rollback();

            assertThat(replaced.rows()).containsExactly(job + " replaced");
            assertThat(state(owner, job)).isEqualTo("available new");
            long second = owner.number("select claim_id from awa.claim_jobs(?::uuid)", worker);
            assertThat(state(owner, job)).isEqualTo("running new");
            owner.run("select from awa.release_jobs(?::uuid, ?, ?)", worker, second, List.of(job));
            assertThat(owner.value("select args ->> 'v' from awa.claim_jobs(?::uuid, max_jobs => 9)", worker))
                    .isEqualTo("new");
        }
    }

    @Test
    void aTransactionThatWithdrawsAndThenClaimsCanCommit() throws Exception {
        try (Session session = open()) {
            String worker = session.worker();
            long cancelled = session.number("select id from awa.insert_job('k')");
            long replaced = session.number(
                    "select id from awa.insert_job('k', '{\"v\": \"old\"}', unique_by => '{\"key\": \"a\"}')");
            session.begin();
            session.run("select from awa.cancel_job(?)", cancelled);
            session.run("""
                    select from awa.insert_job('k', '{"v": "new"}', unique_by => '{"key": "a", "on_conflict": "replace"}')""");
            assertThat(session.numbers("select id from awa.claim_jobs(?::uuid, max_jobs => 9)", worker))
                    .containsExactly(replaced);
            session.commit();

            assertThat(state(session, cancelled)).isEqualTo("cancelled");
            assertThat(state(session, replaced)).isEqualTo("running new");
        }
    }

    @Test
    void aCancelledAttemptLeavesNoProgressBehind() throws Exception {
        try (Session session = open();
                Session cancelling = open()) {
            String worker = session.worker();
            long job = session.number("select id from awa.insert_job('k')");
            long claim = session.number("select claim_id from awa.claim_jobs(?::uuid)", worker);
            session.run("select from awa.set_progress(?::uuid, ?, ?, 50)", worker, claim, job);
            cancelling.run("select from awa.cancel_job(?)", job);

            assertThat(state(session, job)).isEqualTo("cancelled");
            assertThat(session.number("select attempt from awa.get_job(?)", job))
                    .isEqualTo(1);
            assertThat(session.number("select count(*) from awa_store.progress"))
                    .isZero();
            assertThat(session.number("select count(*) from awa_store.running_claim"))
                    .isZero();
        }
    }

    private Session open() throws SQLException {
        return Session.open(database.get());
    }

    private static String state(Session session, long job) throws SQLException {
        return String.valueOf(session.value("select concat_ws(' ', state, args ->> 'v') from awa.get_job(?)", job));
    }

    private static void assertNothingOpen(List<String> slept, String hasWork) {
        assertThat(slept.get(0)).isEqualTo(hasWork);
        assertThat(slept.get(1)).matches(NOTHING_OPEN);
    }
}
