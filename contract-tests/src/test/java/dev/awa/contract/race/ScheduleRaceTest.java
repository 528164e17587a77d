package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A fire makes one job, whoever makes it, and nobody waits for who is changing a schedule. */
class ScheduleRaceTest extends RaceTest {

    private static final String TICK = "select coalesce(details ->> 'fired', '0') from awa.tick()";
    private static final String CLAIM = "select id from awa.claim_jobs(worker())";
    private static final String PUT = "select outcome from awa.put_schedule(?, '* * * * *', kind => ?)";
    private static final String JOBS = "select count(*) from awa.jobs";

    private static final int SCHEDULES = 30;
    private static final int QUEUES = 3;
    private static final int TICKERS = 8;
    private static final int CLAIMERS = 4;
    private static final int FIRES = SCHEDULES * 40;

    private void minutePasses() throws SQLException {
        first.run("select advance_clock('1 min')");
    }

    private void startAtHalfAMinute() throws SQLException {
        first.run("select stop_clock('2030-01-01 12:00:30+00')");
        // It lives without heartbeats, however far the clock goes.
        first.run("insert into workers values ('a', ?::uuid)", first.worker());
    }

    @Test
    void manyTickersAndClaimersMakeOneJobPerFireThoughSomeAreKilledOrRollBack() throws Exception {
        for (int i = 0; i < SCHEDULES; i++) {
            first.row(
                    "select outcome from awa.put_schedule(?, '@every 1s', kind => 'x', opts => jsonb_build_object("
                            + "'queue', ?::text, 'catch_up', jsonb_build_object('policy', 'all', 'max', 1000)))",
                    "s" + i,
                    "q" + i % QUEUES);
        }
        first.run(
                "update awa_store.schedule set cursor_at = date_trunc('second', now()) - interval '40 s', due_at = now()");
        AtomicIntegerArray pids = new AtomicIntegerArray(TICKERS + CLAIMERS);
        Crowd crowd = Crowd.gather("schedules");
        for (int i = 0; i < TICKERS + CLAIMERS; i++) {
            int place = i;
            crowd.add("member", 1, random -> fire(crowd, random, pids, place));
        }
        crowd.add("killer", 1, random -> {
            Session session = opened();
            for (int i = 0; i < 5 && crowd.goesOn(); i++) {
                long before = session.number(JOBS);
                Awaitility.await("more jobs")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> !crowd.goesOn() || session.number(JOBS) > before);
                session.rows("select pg_terminate_backend(?)", pids.get(random.nextInt(pids.length())));
            }
        });
        crowd.start();
        Awaitility.await("the fires, seed " + crowd.seed())
                .atMost(Duration.ofMinutes(2))
                .until(() -> !crowd.goesOn() || first.number(JOBS) >= FIRES);
        crowd.stop();
        crowd.await("", Duration.ofMinutes(1));

        assertThat(first.texts("""
                select s.name
                from awa.schedules s
                left join awa.jobs j on j.metadata #>> '{schedule,name}' = s.name
                group by s.name, s.fired, s.dropped, s.skipped, s.failures, s.last_fire_at
                having count(*) <> count(distinct j.metadata #>> '{schedule,fire_at}') or count(*) <> s.fired
                  or s.dropped + s.skipped + s.failures > 0
                  or s.fired <> extract(epoch from s.last_fire_at - min((j.metadata #>> '{schedule,fire_at}')::timestamptz)) + 1"""))
                .as("schedules with a fire that has no job, or two")
                .isEmpty();
        assertThat(first.number("select sum(fired) from awa.schedules")).isGreaterThanOrEqualTo(FIRES);
    }

    /** One that is killed opens another session, and goes on. */
    private void fire(Crowd crowd, Random random, AtomicIntegerArray pids, int place) throws Exception {
        Session session = opened();
        String worker = session.worker();
        pids.set(place, session.pid());
        while (crowd.goesOn()) {
            boolean rollsBack = random.nextInt(5) == 0;
            try {
                if (rollsBack) {
                    session.begin();
                }
                if (place < TICKERS) {
                    session.row(TICK);
                } else {
                    session.rows(
                            "select settled from (select claim_id, array_agg(id) as ids"
                                    + " from awa.claim_jobs(?::uuid, ?, 50) group by claim_id) c,"
                                    + " awa.complete_jobs(?::uuid, c.claim_id, c.ids)",
                            worker,
                            "q" + random.nextInt(QUEUES),
                            worker);
                }
                if (rollsBack) {
                    session.rollback();
                }
            } catch (SQLException e) {
                if (session.recover()) {
                    throw e;
                }
                session = opened();
                worker = session.worker();
                pids.set(place, session.pid());
            }
        }
    }

    private synchronized Session opened() throws SQLException {
        return session();
    }

    @Test
    void aFireThatIsNotCommittedIsLeftToWhoMakesIt() throws Exception {
        startAtHalfAMinute();
        first.row(PUT, "s", "x");
        minutePasses();
        first.begin();
        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(second.texts(CLAIM)).isEmpty();
        first.rollback();

        assertThat(second.texts(CLAIM)).hasSize(1);
        assertThat(first.row(TICK)).isEqualTo("0");
        assertThat(first.row(JOBS)).isEqualTo("1");
    }

    @Test
    void aTickerThatIsKilledInTheMiddleHasMadeNothing() throws Exception {
        startAtHalfAMinute();
        first.row(PUT, "s", "x");
        minutePasses();
        second.begin();
        assertThat(second.row(TICK)).isEqualTo("1");
        first.row("select pg_terminate_backend(?)", second.pid());
        Awaitility.await("its end")
                .until(() -> first.texts("select from pg_stat_activity where pid = ?", second.pid())
                        .isEmpty());

        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(first.row(JOBS)).isEqualTo("1");
    }

    @Test
    void aScheduleThatIsBeingChangedHoldsUpNoOther() throws Exception {
        startAtHalfAMinute();
        first.row(PUT, "changed", "x");
        first.row(PUT, "other", "x");
        minutePasses();
        second.begin();
        assertThat(second.row(PUT, "changed", "y")).isEqualTo("updated");

        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(first.row("select has_work from awa.sleep_until_work(worker(), '{nothing}')"))
                .isEqualTo("f");
        second.commit();
        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(first.texts("select kind from awa.jobs order by id")).containsExactly("x", "y");
    }

    @Test
    void aChangeWaitsForAFireAndMakesNoneTwice() throws Exception {
        startAtHalfAMinute();
        first.row(PUT, "s", "x");
        minutePasses();
        first.begin();
        assertThat(first.row(TICK)).isEqualTo("1");

        Running put = second.startAndBlock(PUT, "s", "y");
        first.commit();

        assertThat(put.rows()).containsExactly("updated");
        assertThat(first.row(TICK)).isEqualTo("0");
        assertThat(first.texts("select kind from awa.jobs")).containsExactly("x");
    }

    @Test
    void oneOfTwoThatMakeASchedulesMakesItAndTheOtherChangesIt() throws Exception {
        startAtHalfAMinute();
        first.begin();
        assertThat(first.row(PUT, "s", "x")).isEqualTo("created");

        Running put = second.startAndBlock(PUT, "s", "y");
        first.commit();

        assertThat(put.rows()).containsExactly("updated");
    }

    @Test
    void aUniqueKeyThatSomebodyIsTakingHoldsUpNoTick() throws Exception {
        startAtHalfAMinute();
        first.row("select outcome from awa.put_schedule('u', '* * * * *', kind => 'u', opts => '{\"unique_by\": {}}')");
        first.row(PUT, "other", "x");
        minutePasses();
        second.begin();
        second.row("select id from awa.insert_job('u', unique_by => '{}')");

        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(first.row("select last_error from awa.schedules where name = 'u'"))
                .startsWith("55P03");
        second.commit();
        first.run("select advance_clock('5 s')");
        first.row(TICK);
        assertThat(first.row("select skipped, failures from awa.schedules where name = 'u'"))
                .isEqualTo("1|0");
    }

    @Test
    void twoBackfillsMakeEachFireOnce() throws Exception {
        startAtHalfAMinute();
        first.row(PUT, "s", "x");
        String backfill =
                "select fired, already from awa.backfill_schedule('s', '2030-01-01 11:00+00', '2030-01-01 11:10+00')";
        first.begin();
        assertThat(first.row(backfill)).isEqualTo("10|0");

        Running again = second.startAndBlock(backfill);
        first.commit();

        assertThat(again.rows()).containsExactly("0|10");
        assertThat(first.row(JOBS)).isEqualTo("10");
    }

    @Test
    void theLastScheduleThatGoesDoesNotHideANewOne() throws Exception {
        startAtHalfAMinute();
        first.row(PUT, "old", "x");
        second.begin();
        second.row(PUT, "new", "x");
        first.row("select outcome from awa.delete_schedule('old')");
        first.row(TICK);
        second.commit();
        minutePasses();

        assertThat(first.texts(CLAIM)).hasSize(1);
    }

    @Test
    void aSleeperIsWokenByANewScheduleAndKnowsWhenItFires() throws Exception {
        startAtHalfAMinute();
        first.run("listen awa");
        first.row("select has_work from awa.sleep_until_work(worker(), '{default}')");

        second.row("select outcome from awa.put_schedule('s', '@every 1s', kind => 'x')");

        assertThat(first.notifications(20_000)).containsExactly("work:default");
        assertThat(
                        first.row(
                                "select not has_work and wait_ms between 1 and 1000 from awa.sleep_until_work(worker(), '{default}')"))
                .isEqualTo("t");
        first.row("select outcome from awa.pause_schedule('s')");
        second.row("select outcome from awa.resume_schedule('s')");
        assertThat(first.notifications(20_000)).contains("work:default");
    }

    @Test
    void aRunningJobThatAFireCancelsIsCancelledOnceItsWorkerHasNotSettledIt() throws Exception {
        startAtHalfAMinute();
        first.row(
                "select outcome from awa.put_schedule('s', '* * * * *', kind => 'x', opts => '{\"overlap\": \"cancel_other\"}')");
        minutePasses();
        first.row(TICK);
        List<String> claimed = List.of(
                first.row("select claim_id, id from awa.claim_jobs(worker())").split("\\|"));
        long claim = Long.parseLong(claimed.get(0));
        long job = Long.parseLong(claimed.get(1));
        second.begin();
        second.row("select settled from awa.complete_jobs(worker(), ?, array[?])", claim, job);
        minutePasses();

        // It does not wait for who is settling the job.
        assertThat(first.row(TICK)).isEqualTo("0");
        second.commit();
        first.run("select advance_clock('5 s')");
        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(stateOf(job)).isEqualTo("completed");
    }
}
