package dev.awa.resilience;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waiting for what happens by itself. */
final class Patience {

    private Patience() {}

    static void until(String what, Callable<Boolean> condition) {
        until(what, Duration.ofSeconds(60), condition);
    }

    static void until(String what, Duration limit, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
