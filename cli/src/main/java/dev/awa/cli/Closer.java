package dev.awa.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was opened, last first, once, from whichever thread comes first: a signal may arrive while the rest is
 * still being opened. Safe for use by several threads.
 */
final class Closer implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /** Remembers something to close; if it comes too late, closes it at once and throws. */
    synchronized <T extends AutoCloseable> T add(T resource) {
        if (closed) {
            close(resource);
            throw new CliException("Stopped while starting.");
        }
        open.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // the others must still be closed, the server above all
            System.err.println("awa: " + resource.getClass().getSimpleName() + " does not stop: " + e);
        }
    }
}
