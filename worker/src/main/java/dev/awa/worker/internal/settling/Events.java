package dev.awa.worker.internal.settling;

import dev.awa.worker.CancelReason;
import dev.awa.worker.JobEvent;
import dev.awa.worker.JobListener;
import dev.awa.worker.internal.threads.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners, on a thread of its own, so that a slow one holds up no settle and no heartbeat. */
public final class Events extends Loop {

    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final int MOST_UNTOLD = 20_000;

    private final List<JobListener> listeners;
    private final LinkedBlockingQueue<JobEvent> untold = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    public Events(String threadName, List<JobListener> listeners) {
        super(threadName, true);
        this.listeners = List.copyOf(listeners);
    }

    /** Whether anybody listens; else no event needs to be made. */
    public boolean wanted() {
        return !listeners.isEmpty();
    }

    /** Whether the listeners are so far behind that no more jobs should be taken. */
    public boolean isBehind() {
        return count.get() > MOST_UNTOLD;
    }

    public void tell(JobEvent event) {
        if (wanted()) {
            count.incrementAndGet();
            untold.add(event);
        }
    }

    /** What the database has committed about an attempt. */
    void settled(Settlement settlement) {
        if (!wanted()) {
            return;
        }
        JobEvent event = event(settlement);
        if (event != null) {
            tell(event);
        }
    }

    private static @Nullable JobEvent event(Settlement settlement) {
        var job = settlement.attempt().info();
        Verdict verdict = settlement.verdict();
        if (verdict instanceof Verdict.Progress) {
            return null;
        } else if (settlement.lost()) {
            CancelReason reason = settlement.attempt().stopped();
            return reason == CancelReason.CANCELLED
                    ? new JobEvent.Cancelled(job, null)
                    : new JobEvent.LeaseLost(job, reason == null ? CancelReason.LEASE_LOST : reason);
        } else if (verdict instanceof Verdict.Fail fail) {
            return settlement.failedForGood()
                    ? new JobEvent.Failed(job, fail.error(), settlement.took(), !fail.forGood())
                    : new JobEvent.Retried(job, fail.error(), settlement.took(), settlement.nextRunAt());
        } else if (verdict instanceof Verdict.Snooze) {
            return new JobEvent.Snoozed(job, settlement.nextRunAt());
        } else if (verdict instanceof Verdict.Cancel cancel) {
            return new JobEvent.Cancelled(job, cancel.reason());
        } else if (verdict instanceof Verdict.Release release) {
            return new JobEvent.Released(job, release.reason());
        }
        return new JobEvent.Completed(job, settlement.took());
    }

    @Override
    protected void step() {
        try {
            JobEvent event = untold.poll(100, TimeUnit.MILLISECONDS);
            if (event != null) {
                deliver(event);
            }
        } catch (InterruptedException e) {
            log.debug("interrupted by a listener");
        }
    }

    @Override
    protected void end() {
        for (JobEvent event = untold.poll(); event != null; event = untold.poll()) {
            deliver(event);
        }
    }

    private void deliver(JobEvent event) {
        count.decrementAndGet();
        for (JobListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException | Error e) {
                log.error("listener {} failed on {}", listener, event, e);
            }
        }
    }

    /** Ends when everything is told, at most after the given time. */
    public void finish(Duration limit) {
        stop();
        if (!join(limit)) {
            log.warn("listeners did not finish within {}; {} events are not told", limit, count.get());
        }
    }
}
