package dev.awa.worker.internal.claiming;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all queues of a worker hold of jobs that have not started, and how many they may. */
public final class AheadBytes {

    private static final long LEAST_DEFAULT = 1L << 20;
    private static final long MOST_DEFAULT = 256L << 20;
    private static final int HEAP_SHARE = 16;

    private final long most;
    private final AtomicLong held = new AtomicLong();

    public AheadBytes(long most) {
        this.most = most;
    }

    /** A sixteenth of the heap, within reason. */
    public static long byDefault() {
        return Math.max(
                LEAST_DEFAULT, Math.min(MOST_DEFAULT, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    long most() {
        return most;
    }

    /** What may be claimed ahead: nothing while more than half is held, so that claims stay large. */
    long room() {
        long now = held.get();
        return now > most / 2 ? 0 : most - now;
    }

    void add(long bytes) {
        held.addAndGet(bytes);
    }
}
