package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tables in which each call to the engine is entered by the statement or transaction that makes it, so that they hold what
 * outlived the crashes and nothing else. The token of a claim tells it from another one that got the same id after a crash.
 * The claims of the Java worker are not in them.
 */
final class Books {

    private static final String TABLES = """
            create sequence book_seq;
            create table inserted (
              job_id bigint primary key, token bigint not null, seq bigint not null default nextval('book_seq'), key text);
            create table claimed (
              claim_id bigint, job_id bigint, token bigint not null, seq bigint not null default nextval('book_seq'),
              attempt int not null, max_attempts int not null, primary key (claim_id, job_id));
            create table settled (
              claim_id bigint, job_id bigint, token bigint not null, seq bigint not null default nextval('book_seq'),
              outcome text not null, primary key (claim_id, job_id));
            create table cancelled (job_id bigint primary key, seq bigint not null default nextval('book_seq'));
            """;

    /** What is compared, read once. */
    private static final String SUMMARY = """
            create table every_job as select * from awa.jobs;
            create table job as select * from every_job where queue <> 'java';

            -- What the engine itself ended has an error that no call of the test wrote.
            create table lost as
            select j.id as job_id, (e ->> 'attempt')::int as attempt
            from job j, jsonb_array_elements(j.failures) e
            where e ->> 'error' <> 'by test';

            create table story as
            select
              e.*, lead(claim_id) over w as next_claim, lag(claim_id) over w as last_claim, lag(outcome) over w as last_outcome
            from (
              select job_id, seq, claim_id, token, attempt, max_attempts, null as outcome from claimed
              union all
              select job_id, seq, claim_id, token, null, null, outcome from settled
            ) e
            window w as (partition by job_id order by seq);

            analyze every_job, job, lost, story, inserted, claimed, settled, cancelled;

            create temporary table told_inserted (token bigint);
            create temporary table told_rolled_back (token bigint);
            create temporary table told_settled (claim_id bigint, job_id bigint, token bigint, outcome text);
            create temporary table told_cancelled (job_id bigint);
            """;

    private final Session session;
    private final JavaWorker javaWorker;

    private Books(Session session, JavaWorker javaWorker) {
        this.session = session;
        this.javaWorker = javaWorker;
    }

    static void create(Session session) throws SQLException {
        session.run(TABLES);
    }

    /** How many claims were answered and are not there any more: asynchronous ones that a crash undid. */
    static long undoneClaims(Session session, Memory memory) throws SQLException {
        return session.number(
                "select count(*) from unnest(?::bigint[]) t where t not in (select token from claimed)",
                memory.claims());
    }

    /** Compares the books with each other, with what the engine says, and with what it said, once every job has ended. */
    static void check(Session session, Memory memory, JavaWorker javaWorker) throws SQLException {
        session.run(SUMMARY);
        var books = new Books(session, javaWorker);
        books.load(memory);
        books.whatWasAcknowledgedIsThere();
        books.everyInsertIsThereAndHasEnded();
        books.everyAttemptHasOneOutcome();
        books.attemptsAreCountedAndBounded();
        books.finalStatesFollowFromTheLastEvent();
        books.uniqueKeysHadOneHolderAtATime();
        books.viewAndFunctionAgree();
        books.nothingIsLeftToClaim();
    }

    private void load(Memory memory) throws SQLException {
        session.run("insert into told_inserted select unnest(?::bigint[])", memory.inserts());
        session.run("insert into told_rolled_back select unnest(?::bigint[])", memory.allRolledBack());
        session.run("insert into told_cancelled select unnest(?::bigint[])", memory.cancellations());
        for (String outcome : List.of("completed", "failed", "retryable", "snoozed", "released", "cancelled")) {
            List<Memory.Settled> settles = memory.settles().stream()
                    .filter(settled -> settled.outcome().equals(outcome))
                    .toList();
            session.run(
                    """
                    insert into told_settled
                    select c, j, t, ? from unnest(?::bigint[], ?::bigint[], ?::bigint[]) s (c, j, t)""",
                    outcome,
                    settles.stream().map(Memory.Settled::claim).toList(),
                    settles.stream().map(Memory.Settled::job).toList(),
                    settles.stream().map(Memory.Settled::token).toList());
        }
        assertThat(session.number("select count(*) from told_settled"))
                .isEqualTo(memory.settles().size());
    }

    private void whatWasAcknowledgedIsThere() throws SQLException {
        assertThat(session.numbers("select token from told_inserted except select token from inserted"))
                .as("enqueues that were acknowledged and are gone")
                .isEmpty();
        assertThat(session.numbers("select token from told_rolled_back intersect select token from inserted"))
                .as("enqueues that were rolled back and are there")
                .isEmpty();
        none("settles that were acknowledged and are gone", """
                select job_id from (select claim_id, job_id, token, outcome from told_settled
                except select claim_id, job_id, token, outcome from settled) s""");
        none("cancellations that were acknowledged and are gone", """
                select job_id from told_cancelled except select job_id from cancelled""");
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
        none("settled by the holder of an undone claim with the same id", """
                select job_id from settled s join claimed c using (claim_id, job_id) where s.token <> c.token""");
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

    private void attemptsAreCountedAndBounded() throws SQLException {
        none("more attempts than allowed", """
                select job_id from claimed where attempt > max_attempts
                union all select id from every_job where attempt > max_attempts""");
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

    private void viewAndFunctionAgree() throws SQLException {
        none("told differently by the view and by get_job", """
                select v.id from every_job v left join lateral awa.get_job(v.id) g on true
                where v::text is distinct from g::text
                  and to_jsonb(v) is distinct from to_jsonb(g) #- '{details,last_failure}'""");
    }

    private void nothingIsLeftToClaim() throws SQLException {
        String worker = session.worker();
        for (String queue : List.of("default", "q1", "java")) {
            none("claimable after the end", "select id from awa.claim_jobs('" + worker + "', '" + queue + "', 100)");
        }
        session.run("select from awa.deregister_worker(?::uuid)", worker);
    }

    private void none(String what, String sql) throws SQLException {
        List<Long> jobs = session.numbers("select * from (" + sql + ") offenders limit 10");
        assertThat(jobs).as(() -> what + "\n" + stories(jobs)).isEmpty();
    }

    /** All that is known of the first offenders. */
    private String stories(List<Long> jobs) {
        var text = new StringBuilder();
        try {
            for (long job : jobs.subList(0, Math.min(3, jobs.size()))) {
                text.append(session.value("select g::text from awa.get_job(?) g", job))
                        .append('\n');
                for (List<@Nullable String> event :
                        session.rows("""
                        select s::text from story s where job_id = ?
                        union all select x::text || ' cancelled' from cancelled x where job_id = ?
                        union all select i::text || ' inserted' from inserted i where job_id = ?
                        union all select t::text || ' acknowledged' from told_settled t where job_id = ?
                        union all
                        select concat_ws(' ', 'entry', r.slot, r.xid, r.seq, r.lane, r.attempt) from awa_store.ready r where job_id = ?
                        union all
                        select concat_ws(' ', 'claim', c.slot, c.xid, c.claim_id, c.lane, c.turn, c.cur, c.late, c.prev_xmax, c.pos_xid, c.pos_seq)
                        from awa_store.claim c where ? = any (job_ids)
                        union all
                        select concat_ws(' ', 'outcome', o.slot, o.xid, o.claim_id, o.step, o.state, o.settled_at)
                        from awa_store.outcome o where ? = any (job_ids)
                        union all select 'ended ' || e::text from awa_store.ended e where job_id = ?
                        union all select 'deferred ' || d::text from awa_store.deferred d where job_id = ?
                        union all select 'withdrawn ' || w::text from awa_store.withdrawn w where job_id = ?""", job, job, job, job, job, job, job, job, job, job)) {
                    text.append("  ").append(event.get(0)).append('\n');
                }
                text.append(javaWorker.story(job));
            }
        } catch (SQLException e) {
            text.append(e.getMessage());
        }
        return text.toString();
    }
}
