package dev.awa.bench.shapes;

import java.time.Duration;
import java.util.List;

/** Threads that a load is made by. */
final class Threads {

    private Threads() {}

    /** Waits for threads that have been told to end, 30 s for each; an interruption is kept for later. */
    static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(30).toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
