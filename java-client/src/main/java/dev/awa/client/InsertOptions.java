package dev.awa.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job is to be enqueued. What is not set has the database's default; values are checked by the database.
 *
 * <p>Not safe for use by several threads.
 */
public final class InsertOptions {

    @Nullable
    String queue;

    @Nullable
    Integer priority;

    @Nullable
    Instant runAt;

    @Nullable
    Integer maxAttempts;

    @Nullable
    UniqueBy uniqueBy;

    @Nullable
    String orderingKey;

    @Nullable
    List<String> tags;

    @Nullable
    Object metadata;

    @Nullable
    Duration timeout;

    @Nullable
    Backoff backoff;

    InsertOptions() {}

    /** The queue, {@code default} if not set. */
    public InsertOptions queue(String value) {
        queue = value;
        return this;
    }

    /** From 1, the most urgent, to 4; 2 if not set. */
    public InsertOptions priority(int value) {
        priority = value;
        return this;
    }

    /** Not before this time, by the database's clock. */
    public InsertOptions runAt(Instant value) {
        runAt = value;
        return this;
    }

    /** After how many attempts the job fails for good, 1 to 1000; 25 if not set. */
    public InsertOptions maxAttempts(int value) {
        maxAttempts = value;
        return this;
    }

    /** Makes the job unique. */
    public InsertOptions uniqueBy(UniqueBy value) {
        uniqueBy = value;
        return this;
    }

    /** Makes the job unique by its arguments: all of them, or just the top-level fields of these names. */
    public InsertOptions uniqueByArgs(String... fields) {
        return uniqueBy(UniqueBy.args(fields));
    }

    /** Makes the job unique by a text of the caller's choice. */
    public InsertOptions uniqueByKey(String key) {
        return uniqueBy(UniqueBy.key(key));
    }

    /** Jobs of equal keys go to the same partition of their queue and keep their order. */
    public InsertOptions orderingKey(String value) {
        orderingKey = value;
        return this;
    }

    /** Words to find the job by. */
    public InsertOptions tags(String... values) {
        tags = List.of(values);
        return this;
    }

    /** What travels with the job beside its arguments: a value that the codec writes as a JSON object, such as a map. */
    public InsertOptions metadata(Object value) {
        metadata = value;
        return this;
    }

    /** How long an attempt may take before it is ended and counts as failed. */
    public InsertOptions timeout(Duration value) {
        timeout = value;
        return this;
    }

    /** How long to wait between attempts. */
    public InsertOptions backoff(Backoff value) {
        backoff = value;
        return this;
    }

    @Nullable
    String optsJson() {
        if (timeout == null && backoff == null) {
            return null;
        }
        return new Json.ObjectText()
                .put("timeout", timeout == null ? null : Json.text(timeout.toString()))
                .put("backoff", backoff == null ? null : backoff.json())
                .toString();
    }
}
