package dev.awa.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What makes a job unique, always together with its kind. The database computes the key, so that all languages agree.
 *
 * <p>Immutable; start with one of the static methods and add to it.
 */
public final class UniqueBy {

    private final boolean args;
    private final List<String> argFields;
    private final boolean queue;
    private final @Nullable Duration period;
    private final @Nullable String key;
    private final @Nullable UniqueKey rawKey;
    private final Set<JobState> states;
    private final @Nullable OnConflict onConflict;

    private UniqueBy(
            boolean args,
            List<String> argFields,
            boolean queue,
            @Nullable Duration period,
            @Nullable String key,
            @Nullable UniqueKey rawKey,
            Set<JobState> states,
            @Nullable OnConflict onConflict) {
        this.args = args;
        this.argFields = List.copyOf(argFields);
        this.queue = queue;
        this.period = period;
        this.key = key;
        this.rawKey = rawKey;
        this.states = Set.copyOf(states);
        this.onConflict = onConflict;
    }

    /** Nothing but the kind: one job of the kind at a time. */
    public static UniqueBy kind() {
        return new UniqueBy(false, List.of(), false, null, null, null, Set.of(), null);
    }

    /** The arguments: all of them, or just the top-level fields of these names. */
    public static UniqueBy args(String... fields) {
        return kind().andArgs(fields);
    }

    /** A text of the caller's choice. */
    public static UniqueBy key(String key) {
        return kind().andKey(key);
    }

    /** A key made elsewhere, 1 to 32 bytes, used as it is; nothing can be added to it but states and conflict. */
    public static UniqueBy rawKey(byte[] key) {
        return new UniqueBy(false, List.of(), false, null, null, UniqueKey.of(key), Set.of(), null);
    }

    /** And the arguments: all of them, or just the top-level fields of these names. */
    public UniqueBy andArgs(String... fields) {
        return new UniqueBy(true, List.of(fields), queue, period, key, rawKey, states, onConflict);
    }

    /** And the queue. */
    public UniqueBy andQueue() {
        return new UniqueBy(args, argFields, true, period, key, rawKey, states, onConflict);
    }

    /** And a text of the caller's choice. */
    public UniqueBy andKey(String text) {
        return new UniqueBy(args, argFields, queue, period, text, rawKey, states, onConflict);
    }

    /** And the window of time that the job's run time is in; windows of this length are counted from the epoch. */
    public UniqueBy within(Duration window) {
        return new UniqueBy(args, argFields, queue, window, key, rawKey, states, onConflict);
    }

    /** The states in which a job holds the key; without it, every state before the end. */
    public UniqueBy whileIn(JobState... holding) {
        return new UniqueBy(args, argFields, queue, period, key, rawKey, Set.of(holding), onConflict);
    }

    /** What to do when the key is held; without it, {@link OnConflict#EXISTING}. */
    public UniqueBy onConflict(OnConflict action) {
        return new UniqueBy(args, argFields, queue, period, key, rawKey, states, action);
    }

    String json() {
        String chosen = argFields.isEmpty() ? "true" : Json.textArray(argFields);
        List<String> held = Stream.of(JobState.values())
                .filter(states::contains)
                .map(JobState::sql)
                .collect(Collectors.toList());
        return new Json.ObjectText()
                .put("args", args ? chosen : null)
                .put("queue", queue ? "true" : null)
                .put("period", period == null ? null : Json.text(period.toString()))
                .put("key", key == null ? null : Json.text(key))
                .put("key_hex", rawKey == null ? null : Json.text(rawKey.hex()))
                .put("states", held.isEmpty() ? null : Json.textArray(held))
                .put("on_conflict", onConflict == null ? null : Json.text(onConflict.sql()))
                .toString();
    }

    boolean usesArgs() {
        return args;
    }

    /** The chosen fields, empty for all. */
    List<String> argFields() {
        return argFields;
    }

    boolean usesQueue() {
        return queue;
    }

    @Nullable
    Duration period() {
        return period;
    }

    @Nullable
    String key() {
        return key;
    }

    @Nullable
    UniqueKey rawKey() {
        return rawKey;
    }

    @Override
    public String toString() {
        return json();
    }
}
