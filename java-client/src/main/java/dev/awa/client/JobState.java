package dev.awa.client;

import java.util.Arrays;
import java.util.Locale;

/** Where a job stands. */
public enum JobState {
    /** It waits for other jobs to end. */
    PENDING,
    /** Its time has not come. */
    SCHEDULED,
    /** It may be run now. */
    AVAILABLE,
    /** It waits for others of its concurrency key. */
    BLOCKED,
    /** A worker runs it. */
    RUNNING,
    /** It is done. */
    COMPLETED,
    /** An attempt failed and the next one waits for its time. */
    RETRYABLE,
    /** It failed for good and lies in the dead letter queue. */
    FAILED,
    /** It was cancelled. */
    CANCELLED,
    /** It waits for something outside. */
    WAITING_EXTERNAL;

    private final String sql = name().toLowerCase(Locale.ROOT);

    /** The name that the database uses, such as {@code waiting_external}. */
    public String sql() {
        return sql;
    }

    /**
     * Finds a state by the name that the database uses.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static JobState of(String sql) {
        return Arrays.stream(values())
                .filter(state -> state.sql.equals(sql))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown job state " + sql));
    }
}
