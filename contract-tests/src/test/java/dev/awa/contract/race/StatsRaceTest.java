package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What queue_stats and list_jobs say beside transactions that are still open, and what they keep from others: nothing. */
class StatsRaceTest extends RaceTest {

    private static final String ALL = "select available, running, completed, failed, cancelled from awa.queue_stats()";

    @Test
    void anOpenRetryHoldsUpNoOtherOfTheSameHistoryAndNoTick() throws Exception {
        first.run("select from awa.insert_many('x', array_fill('{}'::jsonb, array[3]))");
        first.run("""
                select from awa.claim_jobs(worker('a'), max_jobs => 3) c,
                  awa.fail_jobs(worker('a'), c.claim_id, array[c.id], '{oops}', final => true)""");
        first.run("""
                insert into awa_store.ended_count (from_at, until_at, jobs, queue, state)
                values (awa_store.clock() - interval '40 days', 'infinity', 3, 'default', 'failed')""");
        second.begin();
        assertThat(second.row("select outcome from awa.retry_job(1)")).isEqualTo("retried");

        assertThat(first.row("select outcome from awa.retry_job(2)")).isEqualTo("retried");
        assertThat(first.row("select jobs from awa_store.ended_count where jobs < 0"))
                .isEqualTo("-1");
        first.run("select from awa.tick()");
        second.commit();
        first.run("update awa_store.watch set stats_at = '-infinity'");
        first.run("select from awa.tick()");
        assertThat(first.row("select count(*) from awa_store.ended_count")).isEqualTo("0");
    }

    @Test
    void aLateTransactionCountsFromItsCommitOn() throws Exception {
        second.begin();
        second.run("select from awa.insert_jobs('[{\"kind\": \"late\"}, {\"kind\": \"late\"}]')");
        insertJobs(3);
        assertThat(first.row(ALL)).isEqualTo("3|0|0|0|0");

        long claim = first.number("select distinct claim_id from awa.claim_jobs(worker(), max_jobs => 2)");
        assertThat(first.row(ALL)).as("in the middle of a window").isEqualTo("1|2|0|0|0");
        first.run("select awa_store.count_long_lanes(0)");
        assertThat(first.row(ALL)).as("after a count").isEqualTo("1|2|0|0|0");
        second.commit();
        assertThat(first.row(ALL)).as("after the commit").isEqualTo("3|2|0|0|0");
        assertAgreement();

        first.run("select awa_store.count_long_lanes(0)");
        assertThat(first.row("select count(*) from awa.claim_jobs(worker(), max_jobs => 2)"))
                .isEqualTo("2");
        assertThat(first.row(ALL)).as("with a late job left").isEqualTo("1|4|0|0|0");
        first.texts(
                "select from awa.complete_jobs(worker(), ?, (select job_ids from awa_store.claim where claim_id = ?))",
                claim,
                claim);
        assertThat(first.row(ALL)).isEqualTo("1|2|2|0|0");
        assertAgreement();
    }

    @Test
    void severalLateTransactionsAroundACountAreCountedOnce() throws Exception {
        Session third = session();
        second.begin();
        second.run("select from awa.insert_job('before')");
        third.begin();
        third.run("select from awa.insert_job('rolled back')");
        insertJobs(5);
        first.run("select awa_store.count_long_lanes(0)");
        insertJobs(1);
        second.run("select from awa.insert_job('after')");
        second.commit();
        third.rollback();
        assertThat(first.row(ALL)).isEqualTo("8|0|0|0|0");
        first.run("select awa_store.count_long_lanes(0)");
        assertThat(first.row(ALL)).isEqualTo("8|0|0|0|0");
        assertAgreement();
    }

    /** Its jobs ended before the count and are seen after it. */
    @Test
    void aHistoryIsNotCountedBeforeEveryTransactionOfItsTimeIsOver() throws Exception {
        first.run("select stop_clock()");
        insertJobs(8);
        claim(8);
        complete(first, true, 1);
        second.begin();
        complete(second, true, 2);
        for (int job = 3; job <= 6; job++) {
            first.run("select advance_clock('1 s')");
            complete(first, true, job);
        }
        countHistories(5);
        assertThat(first.number("select count(*) from awa_store.ended_count"))
                .as("stretches that were counted")
                .isZero();
        assertThat(first.row(ALL)).isEqualTo("0|3|5|0|0");

        second.commit();
        assertThat(first.row(ALL)).isEqualTo("0|2|6|0|0");
        countHistories(5);
        assertThat(first.number("select sum(jobs) from awa_store.ended_count"))
                .as("jobs that were counted")
                .isGreaterThan(3);
        assertThat(first.row(ALL)).isEqualTo("0|2|6|0|0");
        complete(first, false, 7);
        assertThat(first.row(ALL)).isEqualTo("0|1|6|1|0");
        assertAgreement();
    }

    /** As it is in a quiet database: no snapshot knows its id as one in progress, since no later one has ended. */
    @Test
    void aHistoryIsNotCountedBeforeTheNewestTransactionIsOver() throws Exception {
        first.run("""
                create or replace function awa_store.clock() returns timestamptz language sql volatile as
                'select current_setting(''test.clock'')::timestamptz'""");
        at(first, "12:00:00");
        insertJobs(8);
        claim(8);
        for (int job : new int[] {1, 3, 4, 5}) {
            at(first, "12:00:" + 10 * job);
            complete(first, true, job);
        }
        at(second, "12:00:20");
        second.begin();
        complete(second, true, 2);
        at(first, "12:10:00");
        for (int i = 0; i < 5; i++) {
            first.run("select awa_store.count_histories(1)");
        }
        assertThat(first.row(ALL)).isEqualTo("0|4|4|0|0");

        second.commit();
        assertThat(first.row(ALL)).isEqualTo("0|3|5|0|0");
        for (int i = 0; i < 5; i++) {
            first.run("select awa_store.count_histories(1)");
        }
        assertThat(first.number("select count(*) from awa_store.ended_count"))
                .as("stretches that were counted")
                .isPositive();
        assertThat(first.row(ALL)).isEqualTo("0|3|5|0|0");
    }

    @Test
    void aReaderKeepsNothingFromAnybody() throws Exception {
        insertJobs(6);
        claim(3);
        complete(first, true, 1);
        complete(first, false, 2);
        second.begin();
        second.run("select from awa.queue_stats()");
        second.run("""
                select from unnest('{available,running,scheduled,retryable,completed,failed,cancelled}'::text[]) s,
                  awa.list_jobs('default', s)""");
        second.run("select from awa_store.ready r, awa.get_job(r.job_id)");
        assertThat(second.row("""
                        select string_agg(distinct mode, ' ') from pg_locks
                        where pid = pg_backend_pid() and locktype not in ('virtualxid')""")).isEqualTo("AccessShareLock");

        // none of these waits, which would end in an error
        first.run("select from awa.insert_job('x')");
        assertThat(first.row("select count(*) from awa.claim_jobs(worker(), max_jobs => 2)"))
                .isEqualTo("2");
        complete(first, true, 3);
        first.run("select from awa.cancel_job((select max(id) from awa.jobs))");
        first.run("select from awa.tick()");
        first.run("select awa_store.count_long_lanes(0)");
        countHistories(1);
        second.commit();
        assertAgreement();
    }

    private void assertAgreement() throws SQLException {
        assertThat(first.texts("select * from wrong_stats()")).isEmpty();
        assertThat(first.texts("select * from wrong_lists()")).isEmpty();
    }

    private void insertJobs(int count) throws SQLException {
        first.texts(
                "select from awa.insert_jobs((select jsonb_agg('{\"kind\": \"x\"}'::jsonb) from generate_series(1, ?)))",
                count);
    }

    /** So many claims of one job each. */
    private void claim(int jobs) throws SQLException {
        first.run("create table tap.held (claim_id bigint, id bigint)");
        for (int i = 0; i < jobs; i++) {
            first.run("insert into tap.held select claim_id, id from awa.claim_jobs(worker())");
        }
    }

    /** Completes the n-th of the jobs held, or buries it. */
    private static void complete(Session session, boolean succeeds, int n) throws SQLException {
        session.texts("""
                select from (select * from tap.held order by id offset ?::int - 1 limit 1) c
                cross join lateral (
                  select from awa.complete_jobs(worker(), c.claim_id, array[c.id]) where ?
                  union all
                  select from awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) where not ?) s""", n, succeeds, succeeds);
    }

    private static void at(Session session, String time) throws SQLException {
        session.run("set test.clock = '2030-01-01 " + time + "+00'");
    }

    /** As tick would, with time between its calls. */
    private void countHistories(int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            first.run("select advance_clock('3 s')");
            first.run("select awa_store.count_histories(1)");
        }
    }
}
