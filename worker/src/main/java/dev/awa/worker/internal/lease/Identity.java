package dev.awa.worker.internal.lease;

import dev.awa.worker.CancelReason;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One registration of the worker, and the claims that are open under it. */
public final class Identity {

    private final UUID workerId;
    private final ConcurrentHashMap<Long, Claim> open = new ConcurrentHashMap<>();
    private volatile boolean retiring;
    private volatile boolean dead;

    public Identity(UUID workerId) {
        this.workerId = workerId;
    }

    public UUID workerId() {
        return workerId;
    }

    /**
     * Takes in a claim. A server crash may take back a claim that was committed asynchronously and hand out its id again:
     * then the earlier claim of that id never happened.
     *
     * @return false when the worker was declared dead meanwhile
     */
    public synchronized boolean add(Claim claim) {
        if (dead) {
            return false;
        }
        Claim undone = open.put(claim.id(), claim);
        if (undone != null) {
            undone.revoke();
        }
        return true;
    }

    public void remove(Claim claim) {
        open.remove(claim.id(), claim);
    }

    public void stop(long claimId, long jobId, CancelReason reason) {
        Attempt attempt = attempt(claimId, jobId);
        if (attempt != null) {
            attempt.stop(reason);
        }
    }

    /** Whether such an attempt is under way and has not been stopped. */
    boolean runs(long claimId, long jobId) {
        Attempt attempt = attempt(claimId, jobId);
        return attempt != null && attempt.isUnderWay();
    }

    private @Nullable Attempt attempt(long claimId, long jobId) {
        Claim claim = open.get(claimId);
        return claim == null ? null : claim.attempt(jobId);
    }

    /** No more claims will be made under it; it lives until those that are open have ended. */
    void retire() {
        retiring = true;
    }

    public boolean isSpent() {
        return retiring && open.isEmpty();
    }

    boolean isDead() {
        return dead;
    }

    /** The database takes its jobs for lost. */
    synchronized void die() {
        dead = true;
        List<Claim> lost = new ArrayList<>(open.values());
        lost.forEach(Claim::revoke);
    }

    void stopAll(CancelReason reason) {
        open.values().forEach(claim -> claim.stopAll(reason));
    }

    @Nullable
    Claim claim(long claimId) {
        return open.get(claimId);
    }
}
