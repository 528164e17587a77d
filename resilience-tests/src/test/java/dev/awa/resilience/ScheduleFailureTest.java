package dev.awa.resilience;

import dev.awa.testkit.accounting.Crowd;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server is ended, or lost, in the midst of fires; then each fire has made one job. */
@Tag("sql")
class ScheduleFailureTest {

    private static final int CRASHES = Crowd.isLong() ? 40 : 4;
    private static final int FAILOVERS = Crowd.isLong() ? 10 : 2;

    @RegisterExtension
    static final Servers servers = new Servers();

    @Test
    void eachFireMakesOneJobThroughCrashesAndKilledTickers() throws Exception {
        Cluster cluster = servers.start("firing");
        Servers.install(cluster, "shop");
        Crowd crowd = Crowd.gather("crashes under schedules");
        Random random = crowd.random();
        try (var fires = new Fires(cluster.dataSource("shop"), cluster.dataSource("shop"), crowd)) {
            crowd.start();
            for (int crash = 1; crash <= CRASHES && crowd.goesOn(); crash++) {
                fires.await(1 + random.nextInt(2));
                if (crash % 2 == 0) {
                    cluster.killBackend(Fires.TICKER);
                } else {
                    cluster.crash();
                    // in the long form once for so long that fires are late
                    Thread.sleep(crash == 21 ? 70_000 : random.nextInt(1500));
                    cluster.start();
                }
            }
            fires.await(1);
            fires.finish(CRASHES);
        }
    }

    @Test
    void eachFireMakesOneJobThroughFailovers() throws Exception {
        Cluster[] pair = {servers.start("firing_primary"), null};
        Servers.install(pair[0], "shop");
        pair[1] = servers.startStandby(pair[0], "firing_standby");
        Crowd crowd = Crowd.gather("failovers under schedules");
        Random random = crowd.random();
        try (var fires = new Fires(Cluster.primaryOf("shop", pair), Cluster.primaryOf("shop", pair), crowd)) {
            crowd.start();
            for (int failover = 1; failover <= FAILOVERS && crowd.goesOn(); failover++) {
                fires.await(1 + random.nextInt(2));
                pair[0].crash();
                pair[0].remove();
                pair[1].promote();
                fires.await(1);
                if (failover < FAILOVERS) {
                    // where the lost one was, so that the URL still names both
                    Cluster lost = pair[0];
                    pair[0] = pair[1];
                    pair[1] = servers.startStandbyInPlaceOf(lost, pair[0]);
                }
            }
            fires.finish(FAILOVERS);
        }
    }
}
