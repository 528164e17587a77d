package dev.awa.client;

import java.util.Locale;

/** What becomes of a fire while a job of its schedule is under way, a job that waits for its retry included. */
public enum Overlap {
    /** It makes a job all the same. */
    ALLOW,
    /** It makes none. */
    SKIP,
    /** It makes one that starts when the other has ended; while such a one waits it makes none. */
    QUEUE_ONE,
    /** It cancels the other, and makes one. */
    CANCEL_OTHER;

    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }
}
