package dev.awa.worker;

/**
 * What a worker holds at a moment, of all its queues together.
 *
 * @param waiting jobs that are claimed and not started
 * @param running handlers at work
 * @param unsettled attempts that have ended and of which the database has not been told yet
 */
public record WorkerLoad(int waiting, int running, int unsettled) {

    /** Whether it holds no job at all. */
    public boolean isIdle() {
        return waiting == 0 && running == 0 && unsettled == 0;
    }
}
