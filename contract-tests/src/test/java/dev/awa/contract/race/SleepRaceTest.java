package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.awa.testkit.accounting.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No wake-up is lost, and nobody is notified who does not sleep. */
class SleepRaceTest extends RaceTest {

    private static final String SLEEP =
            "select has_work, work_queues from awa.sleep_until_work(worker(), '{default}', ?)";

    private static final String AWAKE = "select has_work from awa.sleep_until_work(worker(), '{}')";

    private Session sleeper;
    private Session producer;

    @BeforeEach
    void listen() throws Exception {
        sleeper = first;
        producer = second;
        sleeper.run("select stop_clock(), worker()");
        sleeper.run("listen awa");
    }

    @Test
    void anInsertAfterTheSleeperFellAsleepNotifiesIt() throws Exception {
        fallAsleep();

        producer.row("select id from awa.insert_job('x')");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
        assertThat(sleeper.row(SLEEP, new Object[] {null})).isEqualTo("t|{default}");
    }

    @Test
    void aBatchNotifiesTheSleeperToo() throws Exception {
        fallAsleep();

        producer.run("select count(*) from awa.insert_jobs('[{\"kind\": \"x\"}, {\"kind\": \"x\"}]')");

        assertThat(sleeper.notifications(20_000)).contains("work:default");
    }

    @Test
    void aScheduledJobThatIsDueBeforeTheSleeperWakesNotifiesIt() throws Exception {
        fallAsleep();

        producer.row("select id from awa.insert_job('x', run_at => awa_store.clock() + '1 s')");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
        assertThat(
                        sleeper.row(
                                "select not has_work and wait_ms between 1 and 1000 from awa.sleep_until_work(worker(), '{default}')"))
                .isEqualTo("t");
    }

    @Test
    void aReleasedJobNotifiesTheSleeper() throws Exception {
        producer.row("select id from awa.insert_job('x')");
        String[] claimed = producer.row("select claim_id, id from awa.claim_jobs(worker())")
                .split("\\|");
        fallAsleep();

        producer.row(
                "select settled from awa.release_jobs(worker(), ?, array[?])",
                Long.parseLong(claimed[0]),
                Long.parseLong(claimed[1]));

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
    }

    @Test
    void anInsertCommittedAfterTheSleeperFellAsleepIsSeenWithoutANotification() throws Exception {
        producer.begin();
        producer.row("select id from awa.insert_job('late')");
        // nobody slept when it looked for sleepers, so its commit wakes nobody
        String pending = fallAsleep();
        assertThat(sleeper.row("select wait_ms <= 1000 from awa.sleep_until_work(worker(), '{default}', ?)", pending))
                .as("it polls fast while an older transaction is open")
                .isEqualTo("t");
        assertThat(sleeper.row(SLEEP, pending)).isEqualTo("f|{}");

        producer.commit();

        assertThat(sleeper.row(SLEEP, pending)).isEqualTo("t|{default}");
    }

    @Test
    void onceTheOlderTransactionsHaveEndedTheSleeperSleepsLong() throws Exception {
        producer.begin();
        producer.row("select id from awa.insert_job('elsewhere', queue => 'other')");
        String pending = fallAsleep();
        long fast = sleeper.number("select wait_ms from awa.sleep_until_work(worker(), '{default}', ?)", pending);
        producer.rollback();

        long slow = sleeper.number("select wait_ms from awa.sleep_until_work(worker(), '{default}', ?)", pending);

        assertThat(slow).isGreaterThan(fast);
    }

    @Test
    void nobodyIsNotifiedOfAQueueThatNobodySleepsOn() throws Exception {
        fallAsleep();

        producer.row("select id from awa.insert_job('x', queue => 'other')");
        producer.row("select id from awa.insert_job('x')");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
    }

    @Test
    void aSessionThatIsAwakeIsNotNotified() throws Exception {
        fallAsleep();
        sleeper.row("select has_work from awa.sleep_until_work(worker(), '{}')");

        producer.row("select id from awa.insert_job('x')");
        producer.run("notify awa, 'end of test'");

        assertThat(sleeper.notifications(20_000)).containsExactly("end of test");
    }

    @Test
    void aSleeperWhoseConnectionEndsSleepsNoMore() throws Exception {
        Session other = session();
        other.row("select has_work from awa.sleep_until_work(worker(), '{default}')");
        long backend = other.number("select pg_backend_pid()");
        other.close();
        await().until(() -> producer.texts("select from pg_stat_activity where pid = ?", (int) backend)
                .isEmpty());

        producer.row("select id from awa.insert_job('x')");
        producer.run("notify awa, 'end of test'");

        assertThat(sleeper.notifications(20_000)).containsExactly("end of test");
    }

    @Test
    void twoSleepersOnOneQueueAreBothAsleep() throws Exception {
        Session other = session();
        other.run("listen awa");
        fallAsleep();
        other.row("select has_work from awa.sleep_until_work(worker(), '{default}')");
        sleeper.row("select has_work from awa.sleep_until_work(worker(), '{}')");

        producer.row("select id from awa.insert_job('x')");

        assertThat(other.notifications(20_000)).containsExactly("work:default");
    }

    @Test
    void aSleeperWhoseAwakeningIsRolledBackIsStillNotified() throws Exception {
        fallAsleep();
        sleeper.begin();
        sleeper.row(AWAKE);
        sleeper.rollback();

        producer.row("select id from awa.insert_job('x')");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
    }

    @Test
    void aSleeperWhoseAwakeningIsUndoneToASavepointIsStillNotified() throws Exception {
        fallAsleep();
        sleeper.begin();
        sleeper.run("savepoint before");
        sleeper.row(AWAKE);
        sleeper.run("rollback to before");
        sleeper.commit();

        producer.row("select id from awa.insert_job('x')");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
    }

    @Test
    void aSleeperThatWakesAndFallsAsleepInOneTransactionIsAsleep() throws Exception {
        fallAsleep();
        sleeper.begin();
        sleeper.row(AWAKE);
        sleeper.row(SLEEP, new Object[] {null});
        sleeper.commit();

        producer.row("select id from awa.insert_job('x')");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
    }

    @Test
    void anAwakeningInATransactionHoldsFromItsCommitOn() throws Exception {
        fallAsleep();
        sleeper.begin();
        sleeper.row(AWAKE);
        sleeper.commit();

        producer.row("select id from awa.insert_job('x')");
        producer.run("notify awa, 'end of test'");

        assertThat(sleeper.notifications(20_000)).containsExactly("end of test");
    }

    @Test
    void theCallAfterOneThatWasRolledBackPutsTheMarksRight() throws Exception {
        sleeper.begin();
        sleeper.row("select has_work from awa.sleep_until_work(worker(), '{other,another}')");
        sleeper.rollback();
        fallAsleep();

        producer.row("select id from awa.insert_job('x', queue => 'other')");
        producer.row("select id from awa.insert_job('x')");
        producer.run("notify awa, 'end of test'");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default", "end of test");
    }

    @Test
    void theCallAfterOneThatFailedPutsTheMarksRight() throws Exception {
        Session.Running failed =
                sleeper.start("select 1 / (wait_ms - wait_ms) from awa.sleep_until_work(worker(), '{default,other}')");
        assertThat(failed.sqlState()).isEqualTo("22012");
        sleeper.row(AWAKE);

        producer.row("select id from awa.insert_job('x')");
        producer.row("select id from awa.insert_job('x', queue => 'other')");
        producer.run("notify awa, 'end of test'");

        assertThat(sleeper.notifications(20_000)).containsExactly("end of test");
    }

    @Test
    void aMarkThatOutlivedARollbackIsYoungerThanTheTokenOfTheCallBefore() throws Exception {
        String pending = sleeper.row("select pending_after from awa.sleep_until_work(worker(), '{other}')");
        producer.begin();
        producer.row("select id from awa.insert_job('late')");
        sleeper.begin();
        sleeper.row("select has_work from awa.sleep_until_work(worker(), '{other,default}', ?)", pending);
        sleeper.rollback();

        assertThat(sleeper.row(
                        "select has_work, wait_ms <= 1000 from awa.sleep_until_work(worker(), '{other,default}', ?)",
                        pending))
                .as("the open transaction has not seen it asleep")
                .isEqualTo("f|t");
    }

    @Test
    void aStrangerThatHoldsTheLockOfAQueueMakesTheSleeperPoll() throws Exception {
        Session stranger = session();
        stranger.row("select pg_advisory_lock(1635213571, hashtext('default'))");

        assertThat(sleeper.row(
                        "select has_work, wait_ms <= 100 from awa.sleep_until_work(worker(), '{default,other}')"))
                .isEqualTo("f|t");

        stranger.row("select pg_advisory_unlock(1635213571, hashtext('default'))");
        fallAsleep();
        producer.row("select id from awa.insert_job('x')");
        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
    }

    @Test
    void aSessionThatSleepsIsNotifiedOfItsOwnInsert() throws Exception {
        fallAsleep();

        sleeper.row("select id from awa.insert_job('x')");

        assertThat(sleeper.notifications(20_000)).containsExactly("work:default");
    }

    /** The token of what was open when the sleeper fell asleep. */
    private String fallAsleep() throws Exception {
        String[] answer = sleeper.row("select has_work, pending_after from awa.sleep_until_work(worker(), '{default}')")
                .split("\\|", -1);
        assertThat(answer[0]).isEqualTo("f");
        return answer[1];
    }
}
