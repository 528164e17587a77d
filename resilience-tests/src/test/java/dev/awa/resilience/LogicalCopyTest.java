package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A ledger in use, copied to another server by logical replication. */
@Tag("sql")
class LogicalCopyTest {

    @RegisterExtension
    static final Servers servers = new Servers();

    @Test
    void copyFollowsABusyLedgerWithoutDisturbingIt() throws Exception {
        var page = new OperationsPage(servers.workFolder());
        Cluster old = servers.start("published");
        Cluster fresh = servers.start("subscribed");
        Servers.install(old, "shop");
        Servers.install(fresh, "shop");
        Crowd crowd = Crowd.gather("logical copy of a busy ledger");
        var workload = new Workload(old.dataSource("shop"), crowd);
        try (var worker = new JavaWorker(old.dataSource("shop"))) {
            crowd.start();
            workload.awaitInserts(300);
            page.run("publish", old, "postgres");
            page.run("subscribe", fresh, "postgres", Map.of("OLD", old.connectionString("shop")));
            workload.awaitInserts(600);
            workload.finish(worker, 0);
        }
        try (Session session = old.session("shop")) {
            Ledger.fill(session);
        }
        LogicalCopy.awaitCaughtUp(page, old, fresh);
        page.run("dump-sequences", old, "postgres");
        page.run("take-over", fresh, "postgres");

        assertThat(Ledger.jobs(fresh.dataSource("shop"))).isEqualTo(Ledger.jobs(old.dataSource("shop")));
        try (Session there = old.session("shop");
                Session here = fresh.session("shop")) {
            long last = there.number("select id from awa.insert_job('k')");
            assertThat(here.number("select id from awa.insert_job('k')"))
                    .as("id of the next job, as on the old server")
                    .isEqualTo(last);
        }
    }
}
