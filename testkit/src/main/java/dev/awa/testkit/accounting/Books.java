package dev.awa.testkit.accounting;

import java.sql.SQLException;
import java.util.List;

/**
 * Tables in which each call to the engine is entered by the statement or transaction that makes it, so that they hold what was
 * committed and nothing else, whatever was rolled back, killed or undone by a crash. Entries of one job are numbered in the
 * order in which they happened: an entry that depends on another one is written after that has been committed. Tests that know
 * more add columns and tables of their own, and check them with {@link #none}.
 */
public final class Books {

    public static final String TABLES = """
            create sequence book_seq;
            create table inserted (
              job_id bigint primary key, seq bigint not null default nextval('book_seq'), key text);
            create table claimed (
              claim_id bigint, job_id bigint, seq bigint not null default nextval('book_seq'), attempt int not null,
              max_attempts int not null, primary key (claim_id, job_id));
            create table settled (
              claim_id bigint, job_id bigint, seq bigint not null default nextval('book_seq'), outcome text not null,
              primary key (claim_id, job_id));
            create table cancelled (job_id bigint primary key, seq bigint not null default nextval('book_seq'));
            """;

    /** What is compared, read once. */
    private static final String SUMMARY = """
            create table every_job as select * from awa.jobs;
            create table job as select * from every_job where queue <> all (string_to_array('%s', ','));

            -- What the engine itself ended has an error that no call of the test wrote.
            create table lost as
            select j.id as job_id, (e ->> 'attempt')::int as attempt
            from job j, jsonb_array_elements(j.failures) e
            where e ->> 'error' <> 'by test';

            create table story as
            select
              e.*, lead(claim_id) over w as next_claim, lag(claim_id) over w as last_claim, lag(outcome) over w as last_outcome
            from (
              select job_id, seq, claim_id, attempt, max_attempts, null as outcome from claimed
              union all
              select job_id, seq, claim_id, null, null, outcome from settled
            ) e
            window w as (partition by job_id order by seq);

            analyze every_job, job, lost, story, inserted, claimed, settled, cancelled;
            """;

    /** What a test knows of a job besides. */
    public interface Witness {
        String tell(long job) throws SQLException;
    }

    private final Session session;
    private final Witness witness;

    private Books(Session session, Witness witness) {
        this.session = session;
        this.witness = witness;
    }

    /** Reads the books and what the engine says, once every job has ended. */
    public static Books read(Session session) throws SQLException {
        return read(session, List.of(), job -> "");
    }

    /**
     * Reads the books and what the engine says, once every job has ended.
     *
     * @param unentered queues whose claims and settles are not in the books
     */
    public static Books read(Session session, List<String> unentered, Witness witness) throws SQLException {
        session.run(SUMMARY.formatted(String.join(",", unentered)));
        return new Books(session, witness);
    }

    /** Compares the books with each other and with what the engine says. Nothing that ended may be forgotten yet. */
    public void check() throws SQLException {
        everyInsertIsThereAndHasEnded();
        everyAttemptHasOneOutcome();
        attemptsAreCountedAndBounded();
        finalStatesFollowFromTheLastEvent();
        uniqueKeysHadOneHolderAtATime();
        none("told differently by the view and by get_job", """
                select v.id from job v left join lateral awa.get_job(v.id) g on true
                where v::text is distinct from g::text""");
        nothingIsLeftToClaim();
    }

    private void everyInsertIsThereAndHasEnded() throws SQLException {
        none("inserted, but unknown or not ended", """
                select i.job_id from inserted i left join every_job j on j.id = i.job_id
                where j.state is null or j.state not in ('completed', 'failed', 'cancelled')""");
        none("known, but never inserted", "select id from every_job except select job_id from inserted");
        none("claimed, but never inserted", "select job_id from claimed except select job_id from inserted");
        none("ended without a claim or a cancellation", """
                select id from job except select job_id from claimed except select job_id from cancelled""");
    }

    private void everyAttemptHasOneOutcome() throws SQLException {
        none("settled under a claim that was not the newest", """
                select job_id from story where outcome is not null and last_claim is distinct from claim_id""");
        none("claimed after it had ended", """
                select job_id from story
                where outcome is null and last_outcome in ('completed', 'failed', 'cancelled')""");
        none("attempts that do not add up: claims against settles, rescues and cancellation", """
                select i.id
                from job i
                left join (select job_id, count(*) as n from claimed group by job_id) c on c.job_id = i.id
                left join (select job_id, count(*) as n from settled group by job_id) s on s.job_id = i.id
                left join (select job_id, count(*) as n from lost group by job_id) l on l.job_id = i.id
                left join (
                  select t.job_id, 1 as n
                  from story t join cancelled x using (job_id) join job j on j.id = t.job_id
                  where t.outcome is null and t.next_claim is null
                    and not exists (select from lost l where l.job_id = t.job_id and l.attempt = t.attempt)
                ) x on x.job_id = i.id
                where coalesce(c.n, 0) <> coalesce(s.n, 0) + coalesce(l.n, 0) + coalesce(x.n, 0)""");
    }

    /** What holds of claims and settles even when the engine has forgotten their jobs. */
    public void attemptsAreCountedAndBounded() throws SQLException {
        none("more attempts than allowed", "select job_id from claimed where attempt > max_attempts");
        none("a first attempt that is not 1", """
                select job_id from (select distinct on (job_id) * from claimed order by job_id, seq) c where attempt <> 1""");
        none("an attempt that does not follow from the last", """
                select job_id
                from (
                  select
                    c.job_id, c.attempt, s.outcome, lead(c.attempt) over (partition by c.job_id order by c.seq) as next
                  from claimed c left join settled s using (claim_id, job_id)
                ) a
                where next <> attempt + case when outcome in ('snoozed', 'released') then 0 else 1 end""");
    }

    private void finalStatesFollowFromTheLastEvent() throws SQLException {
        none("a state that its events do not explain", """
                select j.id
                from job j
                left join (select * from story where next_claim is null) t on t.job_id = j.id
                left join cancelled x on x.job_id = j.id
                where j.state is distinct from case
                  when x.job_id is not null then 'cancelled'
                  when t.outcome is not null then t.outcome
                  when t.attempt = t.max_attempts then 'failed'
                end""");
        none("cancelled twice", """
                select job_id from cancelled intersect select job_id from settled where outcome = 'cancelled'""");
    }

    private void uniqueKeysHadOneHolderAtATime() throws SQLException {
        none("inserted while another job held its key", """
                select job_id
                from (
                  select
                    i.job_id, i.seq,
                    lag(coalesce(x.seq, s.seq)) over (partition by i.key order by i.seq) as ended,
                    lag(j.state) over (partition by i.key order by i.seq) as state
                  from inserted i
                  join job j on j.id = i.job_id
                  left join cancelled x using (job_id)
                  left join settled s on s.job_id = i.job_id and s.outcome = j.state
                  where i.key is not null
                ) k
                where seq < ended or (state = 'completed' and ended is null)""");
    }

    private void nothingIsLeftToClaim() throws SQLException {
        String worker = session.worker();
        for (String queue : session.texts("select distinct queue from every_job")) {
            none("claimable after the end", "select id from awa.claim_jobs('" + worker + "', '" + queue + "', 100)");
        }
        session.run("select from awa.deregister_worker(?::uuid)", worker);
    }

    /**
     * Runs a query for the ids of jobs of which something is wrong.
     *
     * @throws AssertionError with all that is known of the first of them, if there are any
     */
    public void none(String what, String sql) throws SQLException {
        List<Long> jobs = session.numbers("select * from (" + sql + ") offenders limit 10");
        if (!jobs.isEmpty()) {
            throw new AssertionError(what + ": " + jobs + "\n" + stories(jobs.subList(0, Math.min(3, jobs.size()))));
        }
    }

    private String stories(List<Long> jobs) {
        StringBuilder text = new StringBuilder();
        try {
            for (long job : jobs) {
                text.append(session.value("select g::text from awa.get_job(?) g", job))
                        .append('\n');
                for (String line : session.texts("""
                        select x.line
                        from (select ?::bigint) j (id), lateral (
                          select i::text || ' inserted' from inserted i where job_id = j.id
                          union all select c::text || ' claimed' from claimed c where job_id = j.id
                          union all select s::text || ' settled' from settled s where job_id = j.id
                          union all select x::text || ' cancelled' from cancelled x where job_id = j.id
                          union all select 'entry ' || r::text from awa_store.ready r where job_id = j.id
                          union all select 'claim ' || c::text from awa_store.claim c where j.id = any (job_ids)
                          union all select 'outcome ' || o::text from awa_store.outcome o where j.id = any (job_ids)
                          union all select 'ended ' || e::text from awa_store.ended e where job_id = j.id
                          union all select 'deferred ' || d::text from awa_store.deferred d where job_id = j.id
                          union all select 'withdrawn ' || w::text from awa_store.withdrawn w where job_id = j.id
                        ) x (line)""", job)) {
                    text.append("  ").append(line).append('\n');
                }
                text.append(witness.tell(job));
            }
        } catch (SQLException e) {
            text.append(e.getMessage());
        }
        return text.toString();
    }
}
