package dev.awa.worker;

/**
 * Is told what happens to the jobs of a worker.
 *
 * <p>Called by one thread, one event after the other, in the order of the commits; an exception is logged and changes
 * nothing. A listener that cannot keep up slows the worker down rather than losing events.
 */
@FunctionalInterface
public interface JobListener {

    /** Takes note of an event. */
    void on(JobEvent event);
}
