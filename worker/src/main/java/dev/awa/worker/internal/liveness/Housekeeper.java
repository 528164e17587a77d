package dev.awa.worker.internal.liveness;

import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.threads.Loop;
import java.sql.SQLException;
import java.time.Duration;

/** The database's housekeeping, on a connection of its own: however long it takes, no heartbeat waits for it. */
public final class Housekeeper extends Loop {

    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Less than the shortest time between two ticks of one worker. */
    private static final int EVERY_MILLIS = 700;

    /** When to ask again where another worker sees to it. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

    private final Link link;
    private final LivenessSql sql;
    private final Runnable onJobsTakenAway;
    private long nextTick = System.nanoTime();

    /**
     * {@code onJobsTakenAway} is run when attempts were taken away: those of this worker may be among them, and where
     * LISTEN does not work nothing else tells.
     */
    public Housekeeper(String threadName, Link link, SessionMode mode, Runnable onJobsTakenAway) {
        super(threadName, true);
        this.link = link;
        this.sql = new LivenessSql(mode);
        this.onJobsTakenAway = onJobsTakenAway;
    }

    @Override
    protected void step() throws SQLException {
        long now = System.nanoTime();
        if (now - nextTick >= 0) {
            nextTick = now + HeartbeatPace.jittered(TICK_NANOS);
            var tick = link.call(connection -> sql.tick(connection, EVERY_MILLIS));
            if (tick.skipped()) {
                nextTick = now + HeartbeatPace.jittered(PATIENCE_NANOS);
            }
            if (tick.jobsTakenAway() > 0) {
                onJobsTakenAway.run();
            }
        }
        signal.await(Math.max(0, nextTick - System.nanoTime()));
    }
}
