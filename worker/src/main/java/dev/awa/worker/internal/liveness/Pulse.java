package dev.awa.worker.internal.liveness;

import dev.awa.worker.CancelReason;
import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlStates;
import dev.awa.worker.internal.lease.Identities;
import dev.awa.worker.internal.lease.Identity;
import dev.awa.worker.internal.liveness.LivenessSql.Stop;
import dev.awa.worker.internal.threads.Loop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Heartbeats, and between them what the other parts of the worker have to look after now and then. */
public final class Pulse extends Loop {

    private static final Logger log = LoggerFactory.getLogger(Pulse.class);
    private static final long CHORES_NANOS = Duration.ofMillis(250).toNanos();

    private final Link link;
    private final LivenessSql sql;
    private final Registration registration;
    private final Identities identities;
    private final LongConsumer chores;
    private final Runnable onIdentityLost;
    private final HeartbeatPace pace = new HeartbeatPace(System.nanoTime());

    /** {@code chores} is told the time, by {@link System#nanoTime()}. */
    public Pulse(
            String threadName,
            Link link,
            SessionMode mode,
            Registration registration,
            Identities identities,
            LongConsumer chores,
            Runnable onIdentityLost) {
        super(threadName, false);
        this.link = link;
        this.sql = new LivenessSql(mode);
        this.registration = registration;
        this.identities = identities;
        this.chores = chores;
        this.onIdentityLost = onIdentityLost;
    }

    @Override
    protected void step() throws SQLException {
        long now = System.nanoTime();
        chores.accept(now);
        if (pace.nanosUntilDue(now) <= 0) {
            pace.sending(now);
            heartbeat();
            pace.sent(now, registration.heartbeatEvery());
        }
        signal.await(Math.max(0, Math.min(pace.nanosUntilDue(System.nanoTime()), CHORES_NANOS)));
    }

    /** Has it ask which attempts are to stop: a notification says so, or may have been missed. */
    public void heartbeatSoon() {
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
                for (Stop stop : link.call(connection -> sql.heartbeat(connection, identity.workerId()))) {
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
    public void deregister(Identity identity) throws SQLException {
        int lost = link.call(connection -> sql.deregister(connection, identity.workerId()));
        identities.remove(identity);
        if (lost > 0) {
            log.warn(
                    "worker {} is deregistered with {} jobs open; they count as failed attempts",
                    identity.workerId(),
                    lost);
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
