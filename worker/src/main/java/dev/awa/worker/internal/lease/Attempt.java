package dev.awa.worker.internal.lease;

import dev.awa.worker.CancelReason;
import dev.awa.worker.JobInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One claimed job on its way through this process: waiting, running, ended. */
public final class Attempt {

    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final Claim claim;
    private final ClaimedJob job;
    private final Executor threads;
    private @Nullable CancelReason stopped;
    private @Nullable Thread runner;
    private boolean ended;
    private @Nullable List<Consumer<CancelReason>> onStop;

    Attempt(Claim claim, ClaimedJob job, Executor threads) {
        this.claim = claim;
        this.job = job;
        this.threads = threads;
    }

    public Claim claim() {
        return claim;
    }

    public ClaimedJob job() {
        return job;
    }

    public JobInfo info() {
        return new JobInfo(job.id(), job.kind(), claim.queue(), job.attempt(), job.maxAttempts());
    }

    /** Claims the attempt for the calling thread; false when it was stopped before it started. */
    public synchronized boolean begin() {
        if (stopped != null) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    /** After this no interrupt of this attempt reaches the calling thread. */
    public synchronized void finish() {
        runner = null;
        ended = true;
        onStop = null;
        Thread.interrupted();
    }

    /** Tells the handler, once, that its attempt is no longer wanted. */
    public void stop(CancelReason reason) {
        List<Consumer<CancelReason>> actions;
        synchronized (this) {
            if (stopped != null || ended) {
                return;
            }
            stopped = reason;
            if (runner != null) {
                runner.interrupt();
            }
            actions = onStop == null ? List.of() : onStop;
            onStop = null;
        }
        actions.forEach(action -> tell(action, reason));
    }

    /** Neither stopped nor ended; it may still wait for its turn. */
    synchronized boolean isUnderWay() {
        return stopped == null && !ended;
    }

    public synchronized @Nullable CancelReason stopped() {
        return stopped;
    }

    public void onStop(Consumer<CancelReason> action) {
        CancelReason reason;
        synchronized (this) {
            if (stopped == null) {
                if (onStop == null) {
                    onStop = new ArrayList<>(1);
                }
                onStop.add(action);
                return;
            }
            reason = stopped;
        }
        tell(action, reason);
    }

    private void tell(Consumer<CancelReason> action, CancelReason reason) {
        threads.execute(() -> {
            try {
                action.accept(reason);
            } catch (RuntimeException | Error e) {
                log.error("job {}: onCancel action failed", job.id(), e);
            }
        });
    }

    @Override
    public String toString() {
        return "job " + job.id() + " (" + job.kind() + ", attempt " + job.attempt() + ")";
    }
}
