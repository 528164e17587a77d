package dev.awa.worker.internal;

import java.sql.SQLException;
import java.time.Duration;

/** The database's housekeeping, on a connection of its own: however long it takes, no heartbeat waits for it. */
final class Housekeeper extends Loop {

    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Link link;
    private final ContractCalls calls;
    private final Runnable onJobsTakenAway;
    private long nextTick = System.nanoTime();

    /**
     * {@code onJobsTakenAway} is run when attempts were taken away: those of this worker may be among them, and where
     * LISTEN does not work nothing else tells.
     */
    Housekeeper(String threadName, Link link, ContractCalls calls, Runnable onJobsTakenAway) {
        super(threadName, true);
        this.link = link;
        this.calls = calls;
        this.onJobsTakenAway = onJobsTakenAway;
    }

    @Override
    void step() throws SQLException {
        long now = System.nanoTime();
        if (now - nextTick >= 0) {
            nextTick = now + HeartbeatPace.jittered(TICK_NANOS);
            if (link.call(calls::tick) > 0) {
                onJobsTakenAway.run();
            }
        }
        signal.await(Math.max(0, nextTick - System.nanoTime()));
    }
}
