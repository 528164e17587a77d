package dev.awa.worker;

/**
 * Which attempt of which job an event is about.
 *
 * @param id the job's id
 * @param attempt number of the attempt, 1 in the first run
 */
public record JobInfo(long id, String kind, String queue, int attempt, int maxAttempts) {}
