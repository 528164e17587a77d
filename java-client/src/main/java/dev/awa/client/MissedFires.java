package dev.awa.client;

import java.util.Locale;

/** Which of the fires that were missed, in a pause or while nothing ran, make a job afterwards. */
public enum MissedFires {
    /** None of them. */
    NONE,
    /** The latest one. */
    LATEST,
    /** All of them, up to a maximum. */
    ALL;

    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }
}
