package dev.awa.client;

import java.util.Locale;

/** What an insert did. */
public enum InsertOutcome {
    /** There is a new job. */
    INSERTED,
    /** Another job holds the unique key; the result is that job's. */
    EXISTING,
    /** The job that held the unique key waits with the new arguments and time. */
    REPLACED;

    static InsertOutcome of(String sql) {
        return valueOf(sql.toUpperCase(Locale.ROOT));
    }
}
