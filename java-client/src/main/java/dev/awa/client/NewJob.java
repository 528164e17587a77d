package dev.awa.client;

import java.util.function.Consumer;

/** A job to be enqueued, any number of times. Immutable, as far as its arguments are. */
public final class NewJob {

    private final Encoding args;
    private final String kind;
    private final InsertOptions options;

    /** Writes the arguments, whose type only {@link #of} knows. */
    private interface Encoding {
        String with(JsonCodec codec);
    }

    private NewJob(String kind, Encoding args, InsertOptions options) {
        this.kind = kind;
        this.args = args;
        this.options = options;
    }

    /** A job with the options of its kind. */
    public static <A> NewJob of(JobKind<A> kind, A args) {
        return of(kind, args, options -> {});
    }

    /** A job with the options of its kind and its own. */
    public static <A> NewJob of(JobKind<A> kind, A args, Consumer<InsertOptions> options) {
        return new NewJob(kind.name(), codec -> kind.encode(args, codec), kind.options(options));
    }

    String kind() {
        return kind;
    }

    String args(JsonCodec codec) {
        return args.with(codec);
    }

    InsertOptions options() {
        return options;
    }

    /** The same job with options that may be changed. */
    NewJob copy() {
        return new NewJob(kind, args, options.copy());
    }

    /** The object that {@code insert_jobs} takes. */
    String json(JsonCodec codec) {
        InsertOptions o = options;
        return new Json.ObjectText()
                .put("kind", Json.text(kind))
                .put("args", args(codec))
                .put("queue", o.queue == null ? null : Json.text(o.queue))
                .put("priority", o.priority == null ? null : o.priority.toString())
                .put("run_at", o.runAt == null ? null : Json.text(o.runAt.toString()))
                .put("max_attempts", o.maxAttempts == null ? null : o.maxAttempts.toString())
                .put("unique_by", o.uniqueBy == null ? null : o.uniqueBy.json())
                .put("ordering_key", o.orderingKey == null ? null : Json.text(o.orderingKey))
                .put("tags", o.tags == null ? null : Json.textArray(o.tags))
                .put("metadata", o.metadataJson(codec))
                .put("opts", o.optsJson())
                .toString();
    }
}
