package dev.awa.worker.internal.lease;

import dev.awa.worker.CancelReason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registrations of this worker: the one it claims under, and earlier ones whose jobs still run.
 *
 * <p>A claim whose answer got lost may have been committed: then the database believes that this worker runs jobs which it
 * has never seen. Such a worker id is claimed under no more, and deregistered as soon as its known jobs have ended, which
 * makes the database give the unknown ones to others.
 */
public final class Identities {

    private static final Logger log = LoggerFactory.getLogger(Identities.class);

    private final List<Identity> all = new CopyOnWriteArrayList<>();
    private volatile @Nullable Identity current;

    @Nullable
    public Identity current() {
        return current;
    }

    public List<Identity> all() {
        return all;
    }

    public void adopt(Identity identity) {
        all.add(identity);
        current = identity;
    }

    public void retire(Identity identity) {
        identity.retire();
        if (current == identity) {
            current = null;
        }
    }

    /** The database has declared a registration dead: its jobs are gone. */
    public void declareDead(Identity identity) {
        if (all.remove(identity)) {
            log.warn(
                    "worker {} was declared dead; its jobs are interrupted and it registers again",
                    identity.workerId());
        }
        if (current == identity) {
            current = null;
        }
        identity.die();
    }

    public void remove(Identity identity) {
        all.remove(identity);
    }

    /** Whether such an attempt is under way here and has not been stopped. */
    public boolean runs(long claimId, long jobId) {
        return all.stream().anyMatch(identity -> identity.runs(claimId, jobId));
    }

    public void stopAll(CancelReason reason) {
        all.forEach(identity -> identity.stopAll(reason));
    }
}
