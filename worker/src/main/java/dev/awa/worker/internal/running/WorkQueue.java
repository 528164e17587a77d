package dev.awa.worker.internal.running;

import dev.awa.worker.internal.lease.Attempt;
import org.jspecify.annotations.Nullable;

/** One queue's jobs that wait for a thread, and its places for threads, as the runner sees them. */
public interface WorkQueue {

    /** The queue's name. */
    String name();

    /** Takes in an attempt that is to run. */
    void add(Attempt attempt);

    /** The attempt that has waited longest, or null. */
    @Nullable
    Attempt poll();

    /** Whether more jobs should be claimed. */
    boolean isLow();

    /** Takes a place for one more thread, if there is a job for it and a place. */
    boolean enter();

    /** Gives a place back. */
    void leave();

    /** How many places are taken. */
    int running();

    /** An attempt has ended, so long after it began. */
    void attemptEnded(long tookNanos);
}
