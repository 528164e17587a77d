package dev.awa.client;

import java.util.Locale;

/** What a cancellation did. */
public enum CancelOutcome {
    /** The job is cancelled; if it was running, its worker is told. */
    CANCELLED,
    /** The job had ended before. */
    ALREADY_ENDED,
    /** There is no such job. */
    NOT_FOUND;

    static CancelOutcome of(String sql) {
        return valueOf(sql.toUpperCase(Locale.ROOT));
    }
}
