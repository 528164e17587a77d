package dev.awa.client;

import java.util.Locale;

/** What an insert does when another job holds the unique key. */
public enum OnConflict {
    /** Give the holder back and insert nothing. */
    EXISTING,
    /** Throw {@link AwaException.UniqueConflict}. */
    RAISE,
    /** Debounce: a holder that still waits gets the new arguments and time. */
    REPLACE,
    /** Throttle: as {@link #REPLACE}, but of the two times the earlier one stays. */
    KEEP_EARLIEST;

    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }
}
