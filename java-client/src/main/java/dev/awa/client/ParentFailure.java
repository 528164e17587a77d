package dev.awa.client;

import java.util.Locale;

/** What becomes of a job when one of those that it waits for fails or is cancelled. */
public enum ParentFailure {
    /** It is cancelled, with the reason. */
    CANCEL,
    /** It fails, and lies in the dead letter queue. */
    FAIL,
    /** It runs all the same. */
    RUN;

    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }
}
