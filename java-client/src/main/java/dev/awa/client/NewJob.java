package dev.awa.client;

import java.util.function.Consumer;

/**
 * A job to be enqueued.
 *
 * <p>Not safe for use by several threads while its options are being set; fit for being inserted any number of times.
 */
public final class NewJob {

    private final String kind;
    private final Object args;
    private final InsertOptions options = new InsertOptions();

    private NewJob(String kind, Object args, Consumer<InsertOptions> options) {
        this.kind = kind;
        this.args = args;
        options.accept(this.options);
    }

    /** A job of the kind that its arguments stand for. */
    public static NewJob of(JobArgs args) {
        return of(args, options -> {});
    }

    /** A job of the kind that its arguments stand for, with options. */
    public static NewJob of(JobArgs args, Consumer<InsertOptions> options) {
        return new NewJob(JobArgs.kindOf(args.getClass()), args, options);
    }

    /** A job of any kind, whose arguments are anything that the codec can write. */
    public static NewJob of(String kind, Object args) {
        return of(kind, args, options -> {});
    }

    /** A job of any kind, whose arguments are anything that the codec can write, with options. */
    public static NewJob of(String kind, Object args, Consumer<InsertOptions> options) {
        return new NewJob(kind, args, options);
    }

    String kind() {
        return kind;
    }

    Object args() {
        return args;
    }

    InsertOptions options() {
        return options;
    }

    /** The object that {@code insert_jobs} takes. */
    String json(JsonCodec codec) {
        InsertOptions o = options;
        return new Json.ObjectText()
                .put("kind", Json.text(kind))
                .put("args", codec.encode(args))
                .put("queue", o.queue == null ? null : Json.text(o.queue))
                .put("priority", o.priority == null ? null : o.priority.toString())
                .put("run_at", o.runAt == null ? null : Json.text(o.runAt.toString()))
                .put("max_attempts", o.maxAttempts == null ? null : o.maxAttempts.toString())
                .put("unique_by", o.uniqueBy == null ? null : o.uniqueBy.json())
                .put("ordering_key", o.orderingKey == null ? null : Json.text(o.orderingKey))
                .put("tags", o.tags == null ? null : Json.textArray(o.tags))
                .put("metadata", o.metadata == null ? null : codec.encode(o.metadata))
                .put("opts", o.optsJson())
                .toString();
    }
}
