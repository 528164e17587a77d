package dev.awa.worker.internal.threads;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that takes one step after the other until it is stopped; no failure ends it. */
public abstract class Loop {

    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long LOG_EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    protected final Signal signal = new Signal();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private int failures;
    private long loggedAt;

    protected Loop(String threadName, boolean daemon) {
        thread = new Thread(this::run, threadName);
        thread.setDaemon(daemon);
    }

    /** One round of work; it may wait on {@link #signal}. */
    protected abstract void step() throws SQLException;

    /** Runs on the thread after the last step. */
    protected void end() {}

    /** Ends the wait of a step. */
    public final void wake() {
        signal.raise();
    }

    public final void start() {
        thread.start();
    }

    public final boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Asks the thread to end after the present step. */
    public final void stop() {
        stopping.countDown();
        signal.raise();
    }

    /** Waits until the thread has ended, at most for the given time. */
    public final boolean join(Duration limit) {
        boolean interrupted = false;
        long end = Deadline.after(limit);
        while (thread.isAlive() && end - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        while (!isStopping()) {
            try {
                step();
                recovered();
            } catch (SQLException | RuntimeException | Error e) {
                survive(e);
            }
        }
        try {
            end();
        } catch (RuntimeException | Error e) {
            survive(e);
        }
    }

    private void survive(Throwable e) {
        try {
            failed(e);
        } catch (RuntimeException | Error again) {
            // no memory to say so, perhaps
            LockSupport.parkNanos(this, FIRST_PAUSE_NANOS);
        }
    }

    private void recovered() {
        if (failures > 0) {
            log.info("{}: works again after {} failures", thread.getName(), failures);
            failures = 0;
            pauseNanos = FIRST_PAUSE_NANOS;
        }
    }

    private void failed(Throwable e) {
        if (isStopping()) {
            log.debug("{}: ends in a failure", thread.getName(), e);
            return;
        }
        long now = System.nanoTime();
        if (failures++ == 0 || now - loggedAt > LOG_EVERY_NANOS) {
            loggedAt = now;
            if (e instanceof SQLException sql) {
                log.warn("{}: {} (SQLSTATE {}); trying again", thread.getName(), sql.getMessage(), sql.getSQLState());
            } else {
                log.error("{}: unexpected failure; trying again", thread.getName(), e);
            }
        }
        long jittered = ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos + 1);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        try {
            stopping.await(jittered, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            // nobody has reason to interrupt this thread; stop() is how it ends
            log.debug("{}: interrupted while pausing", thread.getName());
        }
    }
}
