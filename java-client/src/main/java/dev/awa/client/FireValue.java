package dev.awa.client;

import java.util.Locale;

/** What a job's arguments can say about the fire that has made it; times as ISO 8601 in UTC. */
public enum FireValue {
    /** The time of the fire. */
    TIME,
    /** The time of the fire before it, or null. */
    PREVIOUS,
    /** The time of the last fire whose job has completed, or null. */
    LAST_SUCCESS,
    /** The name of the schedule. */
    NAME;

    String json() {
        return "{\"$fire\":\"" + name().toLowerCase(Locale.ROOT) + "\"}";
    }
}
