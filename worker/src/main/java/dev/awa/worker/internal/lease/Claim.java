package dev.awa.worker.internal.lease;

import dev.awa.worker.CancelReason;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The jobs that came with one claim id; open until the last of them has ended. */
public final class Claim {

    private final Identity identity;
    private final long id;
    private final String queue;
    private final long madeAtNanos = System.nanoTime();
    private final List<Attempt> attempts;
    private final AtomicInteger open;
    private volatile boolean revoked;

    public Claim(Identity identity, long id, String queue, List<ClaimedJob> jobs, Executor threads) {
        this.identity = identity;
        this.id = id;
        this.queue = queue;
        this.attempts =
                jobs.stream().map(job -> new Attempt(this, job, threads)).toList();
        this.open = new AtomicInteger(attempts.size());
    }

    public Identity identity() {
        return identity;
    }

    public long id() {
        return id;
    }

    public String queue() {
        return queue;
    }

    public long ageNanos(long now) {
        return now - madeAtNanos;
    }

    public List<Attempt> attempts() {
        return attempts;
    }

    @Nullable
    Attempt attempt(long jobId) {
        for (Attempt attempt : attempts) {
            if (attempt.job().id() == jobId) {
                return attempt;
            }
        }
        return null;
    }

    /** One of its attempts has ended for good, as far as this worker is concerned. */
    public void closeOne() {
        if (open.decrementAndGet() == 0) {
            identity.remove(this);
        }
    }

    /** The database does not know of this claim, or gave its jobs away. */
    public void revoke() {
        revoked = true;
        stopAll(CancelReason.LEASE_LOST);
    }

    public boolean isRevoked() {
        return revoked;
    }

    void stopAll(CancelReason reason) {
        attempts.forEach(attempt -> attempt.stop(reason));
    }
}
