package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies of the files of a server keep its transaction ids. */
@Tag("sql")
class PhysicalCopyTest {

    private static final String ENDED =
            "select j::text from awa.jobs j where state in ('completed', 'failed', 'cancelled') order by id";

    @RegisterExtension
    static final Servers servers = new Servers();

    @Test
    void serverRestoredFromABaseBackupGoesOnByItself() throws Exception {
        Cluster cluster = servers.start("backed-up");
        Servers.install(cluster, "shop");
        Crowd crowd = Crowd.gather("base backup of a busy server");
        var workload = new Workload(cluster.dataSource("shop"), crowd);
        Cluster restored;
        try (var worker = new JavaWorker(cluster.dataSource("shop"))) {
            crowd.start();
            workload.awaitInserts(400);
            restored = servers.startBackup(cluster, "backup");
            workload.finish(worker, 0);
        }
        try (Session session = restored.session("shop")) {
            long unended = session.number(
                    "select count(*) from awa.jobs where state not in ('completed', 'failed', 'cancelled')");
            var ended = session.texts(ENDED);
            assertThat(ended).isNotEmpty();
            try (var worker = JavaWorker.onAllQueues(restored.dataSource("shop"), Workload.QUEUES)) {
                session.run("select awa.insert_job('k', jsonb_build_object('n', n)) from generate_series(1, 20) n");
                Patience.untilEnded(session, 0);
            }
            assertThat(session.texts(ENDED)).containsAll(ended).hasSize(ended.size() + (int) unended + 20);
            assertThat(session.numbers("select job_id from inserted except select id from awa.jobs"))
                    .isEmpty();
        }
    }

    /** It carries transaction ids on, but nobody can tell it from a dump that was restored in another server. */
    @Test
    void upgradedServerGoesOnAfterARepair() throws Exception {
        var page = new OperationsPage(servers.workFolder());
        Cluster cluster = servers.start("before-upgrade");
        cluster.spendTransactionIds(50_000);
        Servers.install(cluster, "shop");
        try (Session session = cluster.session("shop")) {
            Ledger.fill(session);
        }
        var jobs = Ledger.jobs(cluster.dataSource("shop"));

        Cluster upgraded = servers.startUpgraded(cluster, "upgraded");
        assertThat(Ledger.jobs(upgraded.dataSource("shop"))).isEqualTo(jobs);
        try (Session session = upgraded.session("shop")) {
            assertThatThrownBy(() -> session.run("select from awa.tick()"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("AW007"));
            page.run("repair", upgraded, "postgres");
            session.run("select from awa.tick()");
            String worker = session.worker();
            long waiting = session.number("select count(*) from awa.jobs where state = 'available'");
            long later = session.number("select id from awa.insert_job('k')");
            assertThat(session.numbers("select id from awa.claim_jobs(?::uuid, max_jobs => 1000)", worker))
                    .hasSize((int) waiting + 1)
                    .contains(later);
        }
    }
}
