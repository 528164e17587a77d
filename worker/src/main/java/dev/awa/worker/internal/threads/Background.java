package dev.awa.worker.internal.threads;

import java.time.Duration;

/** Does something that may take forever on a thread that keeps nobody. */
public final class Background {

    private Background() {}

    public static Thread start(String threadName, Runnable task) {
        var thread = new Thread(task, threadName);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits for the end of it, at most for the given time, which is false if it was not enough. */
    public static boolean run(String threadName, Duration limit, Runnable task) {
        Thread thread = start(threadName, task);
        boolean interrupted = false;
        long end = Deadline.after(limit);
        while (thread.isAlive() && end - System.nanoTime() > 0) {
            try {
                thread.join(Math.max(1, Deadline.left(end).toMillis()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
