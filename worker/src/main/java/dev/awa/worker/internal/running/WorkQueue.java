package dev.awa.worker.internal.running;

import dev.awa.worker.internal.lease.Attempt;
import org.jspecify.annotations.Nullable;

/** One queue's jobs that wait for a thread, and its places for threads, as the runner sees them. */
public interface WorkQueue {

    /** The queue's name. */
    String name();

    /** Takes in an attempt that is to run. */
    void add(Attempt attempt);

    /** The attempt that has waited longest, or null, for a thread that has a place. */
    @Nullable
    Attempt poll();

    /** Whether more jobs should be claimed. */
    boolean isLow();

    /**
     * Takes a place for one more thread, if there is a job for it and a place. Tells in which queue, since queues that share
     * their places may all have waited for one; null: there is none.
     */
    @Nullable
    WorkQueue enter();

    /** Tells where a thread goes on that has ended a job here; null: its place is needed elsewhere, and given back. */
    @Nullable
    WorkQueue pass();

    /** Gives a place back. */
    void leave();

    /** Gives a place back for which no thread could be had. */
    void stayAway();

    /** How many places are taken. */
    int running();

    /** An attempt has ended, so long after it began. */
    void attemptEnded(long tookNanos);
}
