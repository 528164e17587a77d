package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Books;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * Books whose entries have a token, which tells a call from another one that got the same id after a crash; compared with what
 * the server acknowledged. The claims of the Java worker are not in them.
 */
final class CrashBooks {

    static final String TABLES = Books.TABLES + """
            alter table inserted add token bigint not null;
            alter table claimed add token bigint not null;
            alter table settled add token bigint not null;
            """;

    private static final String TOLD = """
            create temporary table told_inserted (token bigint);
            create temporary table told_rolled_back (token bigint);
            create temporary table told_settled (claim_id bigint, job_id bigint, token bigint, outcome text);
            create temporary table told_cancelled (job_id bigint);
            """;

    private CrashBooks() {}

    /** How many claims were answered and are not there any more: asynchronous ones that a crash undid. */
    static long undoneClaims(Session session, Memory memory) throws SQLException {
        return session.number(
                "select count(*) from unnest(?::bigint[]) t where t not in (select token from claimed)",
                memory.claims());
    }

    /** Compares the books with each other, with what the engine says, and with what it said, once every job has ended. */
    static void check(Session session, Memory memory, JavaWorker javaWorker) throws SQLException {
        load(session, memory);
        Books books = Books.read(
                session,
                List.of(JavaWork.QUEUE),
                job -> String.join(
                                "",
                                session.texts(
                                        "select '  acknowledged ' || t::text || E'\\n' from told_settled t where job_id = ?",
                                        job))
                        + javaWorker.story(job));
        assertThat(session.numbers("select token from told_inserted except select token from inserted"))
                .as("enqueues that were acknowledged and are gone")
                .isEmpty();
        assertThat(session.numbers("select token from told_rolled_back intersect select token from inserted"))
                .as("enqueues that were rolled back and are there")
                .isEmpty();
        books.none("settles that were acknowledged and are gone", """
                select job_id from (select claim_id, job_id, token, outcome from told_settled
                except select claim_id, job_id, token, outcome from settled) s""");
        books.none("cancellations that were acknowledged and are gone", """
                select job_id from told_cancelled except select job_id from cancelled""");
        books.none("settled by the holder of an undone claim with the same id", """
                select job_id from settled s join claimed c using (claim_id, job_id) where s.token <> c.token""");
        books.none("more attempts than allowed", "select id from every_job where attempt > max_attempts");
        books.none("told differently by the view and by get_job", """
                select v.id from every_job v left join lateral awa.get_job(v.id) g on true
                where v::text is distinct from g::text
                  and to_jsonb(v) is distinct from to_jsonb(g) #- '{details,last_failure}'""");
        books.check();
    }

    private static void load(Session session, Memory memory) throws SQLException {
        session.run(TOLD);
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
}
