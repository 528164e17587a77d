package dev.awa.resilience;

import dev.awa.testkit.accounting.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Waiting for what happens by itself. */
final class Patience {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Patience() {}

    static void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    /** Until every job has ended but so many; asks less often, since the question reads all jobs. */
    static void untilEnded(Session session, int but, Duration limit, BooleanSupplier givenUp) {
        Awaitility.await("all jobs to end but " + but)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> givenUp.getAsBoolean() || session.number("""
                                select count(*) from awa.jobs where state not in ('completed', 'failed', 'cancelled')""") == but);
    }

    static void untilEnded(Session session, int but) {
        untilEnded(session, but, LIMIT, () -> false);
    }
}
