package dev.awa.client;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kind of jobs: its name, the type of its arguments, and what all its jobs have in common. Producers enqueue by it and
 * workers register a handler by it.
 *
 * <pre>{@code
 * record SendEmail(String to, String subject) {
 *     static final JobKind<SendEmail> KIND = JobKind.of("send_email", SendEmail.class)
 *             .defaults(o -> o.queue("email").maxAttempts(5));
 * }
 * }</pre>
 *
 * <p>The database knows jobs by the name alone: the type may be renamed and moved, the name may not.
 *
 * <p>Immutable; safe for use by many threads if its defaults are.
 *
 * @param <A> type of the arguments: a record that the {@link JsonCodec} can map, or anything else that it can
 */
public final class JobKind<A> {

    private final String name;
    private final @Nullable Class<A> argsType;
    private final Consumer<InsertOptions> defaults;
    private final @Nullable String schema;

    private JobKind(
            String name, @Nullable Class<A> argsType, Consumer<InsertOptions> defaults, @Nullable String schema) {
        this.name = name;
        this.argsType = argsType;
        this.defaults = defaults;
        this.schema = schema;
    }

    /**
     * A kind whose arguments are values of a class.
     *
     * @param name 1 to 200 characters
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public static <A> JobKind<A> of(String name, Class<A> argsType) {
        return new JobKind<>(checked(name), Objects.requireNonNull(argsType, "argsType"), options -> {}, null);
    }

    /**
     * A kind whose arguments are passed as JSON text, as they are stored.
     *
     * @param name 1 to 200 characters
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public static JobKind<String> json(String name) {
        return new JobKind<>(checked(name), null, options -> {}, null);
    }

    private static String checked(String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a kind's name is " + (name == null ? "null" : "blank"));
        }
        int length = name.codePointCount(0, name.length());
        if (length > 200) {
            throw new IllegalArgumentException("a kind's name has " + length + " characters, the most is 200: "
                    + name.substring(0, name.offsetByCodePoints(0, 50)) + "...");
        }
        return name;
    }

    /**
     * The same kind with options that each of its jobs has unless its own options say otherwise. They are applied at each
     * insert, before the job's own.
     */
    public JobKind<A> defaults(Consumer<InsertOptions> options) {
        return new JobKind<>(name, argsType, defaults.andThen(options), schema);
    }

    /**
     * The same kind with a JSON Schema of its arguments. {@link AwaClient#describe} stores it in the database, for the
     * clients of other languages and for inserts with {@link InsertOptions#validate}.
     */
    public JobKind<A> schema(String json) {
        return new JobKind<>(name, argsType, defaults, json);
    }

    /** The name that jobs are stored with. */
    public String name() {
        return name;
    }

    /** The type of the arguments; null for JSON text. */
    public @Nullable Class<A> argsType() {
        return argsType;
    }

    /** The JSON Schema of the arguments, or null. */
    public @Nullable String schema() {
        return schema;
    }

    /**
     * Arguments as JSON text.
     *
     * @throws JsonCodecException when they cannot be written
     */
    public String encode(A args, JsonCodec codec) {
        return argsType == null ? (String) args : codec.encode(args);
    }

    /**
     * Arguments from JSON text.
     *
     * @throws JsonCodecException when the text does not fit the type
     */
    @SuppressWarnings("unchecked") // without a type, A is String
    public A decode(String json, JsonCodec codec) {
        return argsType == null ? (A) json : codec.decode(json, argsType);
    }

    /** The defaults, changed by a job's own options. */
    InsertOptions options(Consumer<InsertOptions> own) {
        InsertOptions options = new InsertOptions();
        defaults.accept(options);
        own.accept(options);
        return options;
    }

    @Override
    public String toString() {
        return name;
    }
}
