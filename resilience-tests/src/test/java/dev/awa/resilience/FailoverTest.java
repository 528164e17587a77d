package dev.awa.resilience;

import dev.awa.testkit.accounting.Crowd;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The primary is lost with its disk in the midst of everything, and a synchronous standby takes over. */
@Tag("sql")
class FailoverTest {

    private static final int FAILOVERS = Crowd.isLong() ? 12 : 2;

    @RegisterExtension
    static final Servers servers = new Servers();

    @Test
    void standbyGoesOnWithAllThatWasAcknowledged() throws Exception {
        Cluster[] pair = {servers.start("primary"), null};
        Servers.install(pair[0], "shop");
        pair[1] = servers.startStandby(pair[0], "standby");
        var dataSource = Cluster.primaryOf("shop", pair);
        Crowd crowd = Crowd.gather("failovers");
        var workload = new Workload(dataSource, crowd);
        Random random = crowd.random();
        var failovers = new AtomicInteger();
        try (var worker = new JavaWorker(dataSource)) {
            crowd.start();
            while (failovers.get() < FAILOVERS && crowd.goesOn()) {
                workload.awaitInserts(300 + random.nextInt(600));
                Workload.Failure failure = () -> {
                    pair[0].crash();
                    pair[0].remove();
                    pair[1].promote();
                };
                if (random.nextBoolean()) {
                    workload.hushed(failure);
                } else {
                    failure.happen();
                }
                workload.awaitInserts(200);
                if (failovers.incrementAndGet() < FAILOVERS) {
                    // where the lost one was, so that the URL still names both
                    Cluster lost = pair[0];
                    pair[0] = pair[1];
                    pair[1] = servers.startStandbyInPlaceOf(lost, pair[0]);
                }
            }
            workload.awaitInserts(200);
            workload.finish(worker, failovers.get());
        }
    }
}
