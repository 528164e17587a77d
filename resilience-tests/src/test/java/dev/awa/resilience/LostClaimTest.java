package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An asynchronous claim that a crash undoes never happened, though its worker may not know that yet. */
class LostClaimTest {

    @RegisterExtension
    static final Servers servers = new Servers();

    /** A claim as it was answered: its id and its jobs. */
    private record Claim(long id, List<Long> jobs) {

        static Claim of(Session session, String worker, String options) throws SQLException {
            var rows = session.rows(
                    "select claim_id, id from awa.claim_jobs(?::uuid, 'default', 100, ?::jsonb)", worker, options);
            assertThat(rows).hasSize(5);
            return new Claim(
                    Long.parseLong(String.valueOf(rows.get(0).get(0))),
                    rows.stream()
                            .map(row -> Long.valueOf(String.valueOf(row.get(1))))
                            .toList());
        }

        void complete(Session session, String worker) throws SQLException {
            session.run("select from awa.complete_jobs(?::uuid, ?, ?::bigint[])", worker, id, jobs);
        }

        void refuses(Session session, String worker) {
            for (String call : List.of(
                    "awa.complete_jobs(?::uuid, ?, ?::bigint[])",
                    "awa.fail_jobs(?::uuid, ?, ?::bigint[], array_fill('x'::text, array[5]))",
                    "awa.release_jobs(?::uuid, ?, ?::bigint[])",
                    "awa.cancel_running(?::uuid, ?, ?::bigint[])")) {
                Assertions.assertThatThrownBy(() -> session.run("select from " + call, worker, id, jobs))
                        .as(call)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("AW005"));
            }
        }
    }

    @Test
    void resultOfAnUndoneClaimIsRefusedEvenIfItsIdWasHandedOutAgain() throws Exception {
        Cluster cluster = servers.start("lost-claim");
        Servers.install(cluster, "shop");
        String first;
        Claim undone;
        try (Session session = cluster.session("shop")) {
            session.run("select awa.insert_job('k') from generate_series(1, 5)");
            first = session.worker();
            undone = loseClaim(cluster, session, first);
        }
        try (Session session = cluster.session("shop")) {
            assertThat(session.number("select count(*) from awa.jobs where state = 'available' and attempt = 0"))
                    .as("jobs whose claim never happened")
                    .isEqualTo(5);
            undone.refuses(session, first);

            String second = session.worker();
            var again = Claim.of(session, second, "{}");
            assertThat(again.id()).as("claim id, handed out again").isEqualTo(undone.id());
            assertThat(again.jobs()).isEqualTo(undone.jobs());
            undone.refuses(session, first);
            assertThat(session.number("select count(*) from awa.jobs where state = 'running' and attempt = 1"))
                    .as("jobs that the stale settles left alone")
                    .isEqualTo(5);

            again.complete(session, second);
            undone.refuses(session, first);
            assertThat(session.number("select count(*) from awa.jobs where state = 'completed' and attempt = 1"))
                    .isEqualTo(5);
        }
    }

    @Test
    void workerThatKeepsItsIdSettlesEachJobOnce() throws Exception {
        Cluster cluster = servers.start("lost-claim-same-worker");
        Servers.install(cluster, "shop");
        String worker;
        Claim undone;
        try (Session session = cluster.session("shop")) {
            session.run("select awa.insert_job('k') from generate_series(1, 5)");
            worker = session.worker();
            undone = loseClaim(cluster, session, worker);
        }
        try (Session session = cluster.session("shop")) {
            undone.refuses(session, worker);
            var again = Claim.of(session, worker, "{}");
            again.complete(session, worker);
            undone.refuses(session, worker);
            again.refuses(session, worker);
            assertThat(session.number("select count(*) from awa.jobs where state = 'completed' and attempt = 1"))
                    .isEqualTo(5);
        }
    }

    /**
     * Claims asynchronously, crashes and starts the server. After a checkpoint, the sequence that the claim ids come from
     * goes back as well.
     */
    private static Claim loseClaim(Cluster cluster, Session session, String worker) throws SQLException {
        session.run("alter system set wal_writer_delay = '10 s'");
        session.run("select pg_reload_conf()");
        // A page of the log that the claim fills is written at once, and with it the number that it has taken: here it
        // fills none, also not with what it cleans up in the catalog.
        session.run("vacuum");
        session.run("select pg_switch_wal()");
        session.run("checkpoint");
        var claim = Claim.of(session, worker, "{\"async\": true}");
        cluster.crash();
        cluster.start();
        return claim;
    }
}
