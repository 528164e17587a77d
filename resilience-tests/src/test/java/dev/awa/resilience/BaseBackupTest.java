package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A base backup of a server in use, started as a server of its own. */
class BaseBackupTest {

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

    private static final String ENDED =
            "select j::text from awa.jobs j where state in ('completed', 'failed', 'cancelled') order by id";
}
