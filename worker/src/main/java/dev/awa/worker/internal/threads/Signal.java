package dev.awa.worker.internal.threads;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes one waiting thread; raising it again before the thread has looked costs one read. */
public final class Signal {

    private final AtomicBoolean raised = new AtomicBoolean();
    private volatile @Nullable Thread waiter;

    public void raise() {
        if (raised.get() || raised.getAndSet(true)) {
            return;
        }
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Returns when the signal was raised since the last call, or the time is over. */
    public void await(long nanos) {
        long end = System.nanoTime() + nanos;
        waiter = Thread.currentThread();
        try {
            while (!raised.get()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    return;
                }
            }
            raised.set(false);
        } finally {
            waiter = null;
        }
    }
}
