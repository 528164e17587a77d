package dev.awa.client;

/**
 * What became of a pause, and of the fires in it.
 *
 * @param resumed whether the schedule was paused
 * @param fired how many of the fires that were missed have made a job so far
 * @param dropped how many never will
 * @param skipped how many made none, since a job of the schedule was under way
 */
public record ResumeResult(boolean resumed, int fired, int dropped, int skipped) {}
