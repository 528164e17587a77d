package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Books;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;

/** What a test that outlives its history enters besides, and what must hold of its books when every job has ended. */
final class RingBooks {

    static final String TABLES = Books.TABLES + """
            alter table inserted add max_attempts int not null;
            alter table claimed add worker uuid not null;
            -- outcome lost: the engine said that the job was not open
            alter table settled add before timestamptz not null, add after timestamptz not null;
            create index on settled (seq);
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
              c.*, coalesce(s.outcome, 'open') as outcome, row_number() over (partition by c.job_id order by c.seq desc) as from_last,
              lead(c.seq) over (partition by c.job_id order by c.seq) as next_seq, s.seq as settled_seq
            from claimed c left join settled s using (claim_id, job_id);

            create table ended as
            select job_id, outcome as how, settled_seq as seq from attempt where outcome in ('completed', 'failed', 'cancelled')
            union all
            select job_id, 'cancelled', seq from cancelled
            union all
            select a.job_id, 'exhausted', null
            from attempt a
            where a.from_last = 1 and a.outcome in ('open', 'lost') and a.attempt = a.max_attempts
              and not exists (select from cancelled x where x.job_id = a.job_id);
            analyze attempt, ended;
            """;

    private RingBooks() {}

    static void check(Session session) throws SQLException {
        Books books = Books.read(session);
        session.run(SUMMARY);
        everyJobEndedOnce(books);
        everyAttemptHasOneOutcome(books, session);
        books.none("claimed with other attempts allowed than it was inserted with", """
                select job_id from claimed c join inserted i using (job_id) where c.max_attempts <> i.max_attempts""");
        books.attemptsAreCountedAndBounded();
        books.none("inserted while another job held its key", """
                select job_id
                from (
                  select i.job_id, i.seq, lag(e.seq) over w as ended, lag(e.how) over w as how
                  from inserted i join ended e using (job_id)
                  where i.key is not null
                  window w as (partition by i.key order by i.seq)
                ) k
                where how = 'completed' and seq < ended""");
    }

    private static void everyJobEndedOnce(Books books) throws SQLException {
        books.none("inserted, but never ended", "select job_id from inserted except select job_id from ended");
        books.none("ended or claimed, but never inserted", """
                (select job_id from ended union select job_id from claimed) except select job_id from inserted""");
        books.none("ended twice", "select job_id from ended group by job_id having count(*) > 1");
    }

    private static void everyAttemptHasOneOutcome(Books books, Session session) throws SQLException {
        books.none("claimed again before the attempt was settled or its worker gone", """
                select a.job_id
                from attempt a
                where a.next_seq is not null and a.outcome in ('open', 'lost')
                  and a.worker not in (select worker from gone)""");
        books.none("claimed after it had ended", """
                select a.job_id from attempt a join ended e using (job_id) where e.how <> 'cancelled' and a.seq > e.seq""");
        books.none("said to be lost, though nobody cancelled it", """
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
}
