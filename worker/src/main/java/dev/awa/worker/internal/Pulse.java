package dev.awa.worker.internal;

import dev.awa.worker.CancelReason;
import dev.awa.worker.internal.ContractCalls.Stop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Heartbeats, and what the worker itself has to look after now and then. */
final class Pulse extends Loop {

    private static final Logger log = LoggerFactory.getLogger(Pulse.class);
    private static final long CHORES_NANOS = Duration.ofMillis(250).toNanos();
    /** Jobs claimed ahead that have waited this long go back, since others may have room for them. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    private final Link link;
    private final ContractCalls calls;
    private final Registration registration;
    private final Identities identities;
    private final List<LocalQueue> queues;
    private final Runner runner;
    private final Runnable onIdentityLost;
    private final HeartbeatPace pace = new HeartbeatPace(System.nanoTime());

    Pulse(
            String threadName,
            Link link,
            ContractCalls calls,
            Registration registration,
            Identities identities,
            List<LocalQueue> queues,
            Runner runner,
            Runnable onIdentityLost) {
        super(threadName, false);
        this.link = link;
        this.calls = calls;
        this.registration = registration;
        this.identities = identities;
        this.queues = queues;
        this.runner = runner;
        this.onIdentityLost = onIdentityLost;
    }

    @Override
    void step() throws SQLException {
        long now = System.nanoTime();
        chores(now);
        if (pace.nanosUntilDue(now) <= 0) {
            pace.sending(now);
            heartbeat();
            pace.sent(now, registration.heartbeatEvery());
        }
        signal.await(Math.max(0, Math.min(pace.nanosUntilDue(System.nanoTime()), CHORES_NANOS)));
    }

    /** Has it ask which attempts are to stop: a notification says so, or may have been missed. */
    void heartbeatSoon() {
        if (pace.ask()) {
            signal.raise();
        }
    }

    private void heartbeat() throws SQLException {
        for (Identity identity : identities.all()) {
            if (identity.isSpent()) {
                deregister(identity);
                continue;
            }
            try {
                for (Stop stop : link.call(connection -> calls.heartbeat(connection, identity.workerId()))) {
                    identity.stop(stop.claimId(), stop.jobId(), reason(stop.reason()));
                }
            } catch (SQLException e) {
                if (!SqlStates.is(e, SqlStates.WORKER_UNKNOWN)) {
                    throw e;
                }
                identities.declareDead(identity);
                onIdentityLost.run();
            }
        }
    }

    /** Ends a registration; jobs that are still open under it go to other workers, as attempts that failed. */
    void deregister(Identity identity) throws SQLException {
        int lost = link.call(connection -> calls.deregister(connection, identity.workerId()));
        identities.remove(identity);
        if (lost > 0) {
            log.warn(
                    "worker {} is deregistered with {} jobs open; they count as failed attempts",
                    identity.workerId(),
                    lost);
        }
    }

    private void chores(long now) {
        runner.writeProgress(now);
        for (LocalQueue queue : queues) {
            queue.removeWaiting(LONGEST_WAIT_NANOS, now, attempt -> runner.handBack(attempt, "the worker is busy"));
        }
    }

    private static CancelReason reason(String text) {
        return switch (text) {
            case "cancelled" -> CancelReason.CANCELLED;
            case "deadline" -> CancelReason.DEADLINE;
            default -> CancelReason.LEASE_LOST;
        };
    }
}
