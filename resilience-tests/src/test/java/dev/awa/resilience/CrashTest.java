package dev.awa.resilience;

import dev.awa.testkit.accounting.Crowd;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server is ended without warning again and again, in the midst of everything; then every job is accounted for. */
@Tag("sql")
class CrashTest {

    private static final int CRASHES = Crowd.isLong() ? 60 : 5;

    @RegisterExtension
    static final Servers servers = new Servers();

    @Test
    void everyJobEndsOnceAndNothingAcknowledgedIsUndoneByCrashes() throws Exception {
        Cluster cluster = servers.start("crashing");
        Servers.install(cluster, "shop");
        var dataSource = cluster.dataSource("shop");
        Crowd crowd = Crowd.gather("crashes");
        var workload = new Workload(dataSource, crowd);
        Random random = crowd.random();
        try (var worker = new JavaWorker(dataSource)) {
            crowd.start();
            for (int crash = 1; crash <= CRASHES && crowd.goesOn(); crash++) {
                workload.awaitInserts(300 + random.nextInt(600));
                Workload.Failure failure = random.nextInt(3) == 0 ? cluster::killBackend : powerLoss(cluster, random);
                if (random.nextBoolean()) {
                    workload.hushed(failure);
                } else {
                    failure.happen();
                }
            }
            workload.awaitInserts(200);
            workload.finish(worker, CRASHES);
        }
    }

    private static Workload.Failure powerLoss(Cluster cluster, Random random) {
        // longer than workers may be silent: all of them are lost when the server is back
        int downMillis = random.nextInt(4) == 0 ? 2500 : 0;
        return () -> {
            cluster.crash();
            Thread.sleep(downMillis);
            cluster.start();
        };
    }
}
