package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** What a test that outlives its history enters about its own calls, and what must hold of it when every job has ended. */
final class RingBooks {

    private static final String TABLES = """
            create sequence book_seq;
            create table inserted (
              job_id bigint primary key, seq bigint not null default nextval('book_seq'), key text, max_attempts int not null);
            create table claimed (
              claim_id bigint, job_id bigint, seq bigint not null default nextval('book_seq'), worker uuid not null,
              attempt int not null, primary key (claim_id, job_id));
            -- outcome lost: the engine said that the job was not open
            create table settled (
              claim_id bigint, job_id bigint, seq bigint not null default nextval('book_seq'), outcome text not null,
              before timestamptz not null, after timestamptz not null, primary key (claim_id, job_id));
            create index on settled (seq);
            create table cancelled (job_id bigint not null, seq bigint not null default nextval('book_seq'));
            create index on cancelled (job_id);
            create table gone (worker uuid primary key, lost int not null);
            create table carried (claim_id bigint primary key);
            -- What is told of a job, and the time before and after.
            create function look(job_id bigint, out early timestamptz, out told text, out late timestamptz)
            language plpgsql as $$
            begin
              early := clock_timestamp();
              told := (select g.state || ' ' || coalesce(g.result::text, '') from awa.get_job(look.job_id) g);
              late := clock_timestamp();
            end $$;
            """;

    /** How each job ended, and what became of each claim: settled, or taken away when its worker went. */
    private static final String SUMMARY = """
            create table attempt as
            select
              c.*, i.max_attempts, coalesce(s.outcome, 'open') as outcome, s.seq as settled_seq,
              row_number() over (partition by c.job_id order by c.seq desc) as from_last,
              lead(c.attempt) over w as next_attempt, lead(c.seq) over w as next_seq
            from claimed c
            left join inserted i using (job_id)
            left join settled s using (claim_id, job_id)
            window w as (partition by c.job_id order by c.seq);

            create table ended as
            select job_id, outcome as how, settled_seq as seq from attempt where outcome in ('completed', 'failed', 'cancelled')
            union all
            select job_id, 'cancelled', seq from cancelled
            union all
            select a.job_id, 'exhausted', null
            from attempt a
            where a.from_last = 1 and a.outcome in ('open', 'lost') and a.attempt = a.max_attempts
              and not exists (select from cancelled x where x.job_id = a.job_id);
            analyze attempt, ended, inserted;
            """;

    private final Session session;

    private RingBooks(Session session) {
        this.session = session;
    }

    static void create(TestDatabase database) {
        database.run(TABLES);
    }

    static void check(Session session) throws SQLException {
        session.run(SUMMARY);
        RingBooks books = new RingBooks(session);
        books.everyJobEndedOnce();
        books.everyAttemptHasOneOutcome();
        books.attemptsAreCountedAndBounded();
        books.uniqueKeysHadOneHolderAtATime();
    }

    private void everyJobEndedOnce() throws SQLException {
        none("inserted, but never ended", "select job_id from inserted except select job_id from ended");
        none("ended or claimed, but never inserted", """
                (select job_id from ended union select job_id from claimed) except select job_id from inserted""");
        none("ended twice", "select job_id from ended group by job_id having count(*) > 1");
    }

    private void everyAttemptHasOneOutcome() throws SQLException {
        none("claimed again before the attempt was settled or its worker gone", """
                select a.job_id
                from attempt a
                where a.next_seq is not null and a.outcome in ('open', 'lost')
                  and a.worker not in (select worker from gone)""");
        none("claimed after it had ended", """
                select a.job_id from attempt a join ended e using (job_id) where e.how <> 'cancelled' and a.seq > e.seq""");
        none("said to be lost, though nobody cancelled it", """
                select a.job_id
                from attempt a
                where a.outcome = 'lost' and a.job_id not in (select job_id from cancelled)""");
        assertThat(session.number("""
                        select count(*)
                        from attempt a
                        where a.outcome = 'open' and not (a.from_last = 1 and a.job_id in (select job_id from cancelled))"""))
                .as("jobs that workers held when they went, cancelled ones left out")
                .isBetween(
                        session.number("select sum(lost) from gone") - session.number("""
                                        select count(*) from attempt a
                                        where a.outcome = 'open' and a.from_last = 1 and a.job_id in (select job_id from cancelled)"""),
                        session.number("select sum(lost) from gone"));
    }

    private void attemptsAreCountedAndBounded() throws SQLException {
        none("more attempts than allowed", "select job_id from attempt where attempt > max_attempts");
        none("a first attempt that is not 1", """
                select job_id from (select distinct on (job_id) * from claimed order by job_id, seq) c where attempt <> 1""");
        none("an attempt that does not follow from the last", """
                select job_id from attempt
                where next_attempt <> attempt + case when outcome in ('snoozed', 'released') then 0 else 1 end""");
    }

    private void uniqueKeysHadOneHolderAtATime() throws SQLException {
        none("inserted while another job held its key", """
                select job_id
                from (
                  select i.job_id, i.seq, lag(e.seq) over w as ended, lag(e.how) over w as how
                  from inserted i join ended e using (job_id)
                  where i.key is not null
                  window w as (partition by i.key order by i.seq)
                ) k
                where how = 'completed' and seq < ended""");
    }

    private void none(String what, String sql) throws SQLException {
        List<Long> jobs = session.numbers(sql + " limit 10");
        assertThat(jobs).as(() -> what + "\n" + stories(jobs)).isEmpty();
    }

    private String stories(List<Long> jobs) {
        StringBuilder text = new StringBuilder();
        try {
            for (long job : jobs.subList(0, Math.min(3, jobs.size()))) {
                for (String row : session.rows("""
                        select i::text || ' inserted' from inserted i where job_id = ?
                        union all select a::text || ' attempt' from attempt a where job_id = ?
                        union all select x::text || ' cancelled' from cancelled x where job_id = ?
                        union all select g::text from awa.get_job(?) g
                        union all select concat_ws(' ', 'entry', r.xid, r.seq, r.lane, r.slot, r.attempt)
                        from awa_store.ready r where job_id = ?""", job, job, job, job, job).stream()
                        .map(String::valueOf)
                        .toList()) {
                    text.append("  ").append(row).append('\n');
                }
            }
        } catch (SQLException e) {
            text.append(e.getMessage());
        }
        return text.toString();
    }
}
