package dev.awa.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a job is to be enqueued. What is not set has the database's default; values are checked by the database.
 *
 * <p>Not safe for use by several threads.
 */
public final class InsertOptions implements Cloneable {

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

    private @Nullable Object metadata;

    private Map<String, Object> addedMetadata = Map.of();

    @Nullable
    Duration timeout;

    @Nullable
    Backoff backoff;

    @Nullable
    Object startBy;

    @Nullable
    Duration keep;

    @Nullable
    String concurrencyKey;

    @Nullable
    Integer concurrencyLimit;

    private Map<List<String>, Integer> limits = Map.of();

    @Nullable
    List<Long> parents;

    @Nullable
    ParentFailure onParentFailure;

    @Nullable
    Integer parentsNeeded;

    @Nullable
    Duration parentsTimeout;

    @Nullable
    String traceparent;

    boolean validate;

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
        addedMetadata = Map.of();
        return this;
    }

    /**
     * Adds a member to the metadata, in place of one of that name.
     *
     * @param value what the codec can write
     */
    public InsertOptions addMetadata(String name, Object value) {
        var added = new LinkedHashMap<>(addedMetadata);
        added.put(name, value);
        addedMetadata = added;
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

    /** An attempt that has not started by then, by the database's clock, is not made: the job ends as cancelled. */
    public InsertOptions startBy(Instant value) {
        startBy = value;
        return this;
    }

    /** An attempt that has not started so long after the insert is not made: the job ends as cancelled. */
    public InsertOptions startWithin(Duration value) {
        startBy = value;
        return this;
    }

    /** How long the job is kept after its end, instead of what its queue says. */
    public InsertOptions keep(Duration value) {
        keep = value;
        return this;
    }

    /** Jobs of equal keys run one after the other, in the order in which they came, also over retries. */
    public InsertOptions concurrencyKey(String value) {
        return concurrencyKey(value, 1);
    }

    /** Of the jobs of equal keys no more than so many are under way at once, in all queues together. */
    public InsertOptions concurrencyKey(String value, int limit) {
        concurrencyKey = value;
        concurrencyLimit = limit;
        return this;
    }

    /** The job starts under a limit of that name, which holds for this key apart, and takes one unit of it. */
    public InsertOptions limit(String name, String key) {
        return limit(name, key, 1);
    }

    /** The same; the job takes so many units of it, or all that there are if it has fewer. */
    public InsertOptions limit(String name, String key, int weight) {
        var added = new LinkedHashMap<>(limits);
        added.merge(List.of(name, key), weight, Integer::sum);
        limits = added;
        return this;
    }

    /** The job waits until the jobs of these ids have completed; if one fails or is cancelled it is cancelled, too. */
    public InsertOptions parents(Long... ids) {
        parents = List.of(ids);
        return this;
    }

    /** The same. */
    public InsertOptions parents(Collection<Long> ids) {
        parents = List.copyOf(ids);
        return this;
    }

    /** What becomes of the job when a parent fails or is cancelled, or after {@link #parentsTimeout}. */
    public InsertOptions onParentFailure(ParentFailure value) {
        onParentFailure = value;
        return this;
    }

    /** How many of the parents have to complete before the job starts; all of them if not set. */
    public InsertOptions parentsNeeded(int count) {
        parentsNeeded = count;
        return this;
    }

    /** How long the job waits for its parents; then {@link #onParentFailure} says what becomes of it. */
    public InsertOptions parentsTimeout(Duration value) {
        parentsTimeout = value;
        return this;
    }

    /** The trace that the job belongs to, as W3C Trace Context writes it; it travels in the metadata. */
    public InsertOptions traceparent(String value) {
        traceparent = value;
        return this;
    }

    /** The arguments are to be checked against the schema that describes the kind. */
    public InsertOptions validate() {
        validate = true;
        return this;
    }

    /** A copy that may be changed, while the original stays as it is. */
    InsertOptions copy() {
        try {
            return (InsertOptions) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    @Nullable
    String metadataJson(JsonCodec codec) {
        if (addedMetadata.isEmpty()) {
            return metadata == null ? null : codec.encode(metadata);
        }
        var added = new Json.ObjectText();
        addedMetadata.forEach((name, value) -> added.put(name, codec.encode(value)));
        return metadata == null ? added.toString() : Json.merged(codec.encode(metadata), added.toString());
    }

    @Nullable
    String optsJson() {
        String text = new Json.ObjectText()
                .put("timeout", Json.textOf(timeout))
                .put("backoff", backoff == null ? null : backoff.json())
                .put("start_by", Json.textOf(startBy))
                .put("keep", Json.textOf(keep))
                .put("concurrency_key", Json.textOf(concurrencyKey))
                .put("concurrency_limit", concurrencyLimit == null ? null : concurrencyLimit.toString())
                .put("limits", limits.isEmpty() ? null : limitsJson())
                .put("parents", parents == null ? null : parents.toString())
                .put("on_parent_failure", onParentFailure == null ? null : Json.text(onParentFailure.sql()))
                .put("parents_needed", parentsNeeded == null ? null : parentsNeeded.toString())
                .put("parents_timeout", Json.textOf(parentsTimeout))
                .put("traceparent", Json.textOf(traceparent))
                .put("validate", validate ? "true" : null)
                .toString();
        return text.equals("{}") ? null : text;
    }

    private String limitsJson() {
        return limits.entrySet().stream()
                .map(limit -> new Json.ObjectText()
                        .put("name", Json.text(limit.getKey().get(0)))
                        .put("key", Json.text(limit.getKey().get(1)))
                        .put("weight", limit.getValue().toString())
                        .toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
