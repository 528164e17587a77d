package dev.awa.codegen.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that schema {@code awa} promises, as the catalog of a database has it. Types are PostgreSQL's names.
 *
 * @param version what {@code awa.contract_version()} answers, major.minor
 * @param functions in alphabetical order
 * @param views in alphabetical order
 * @param errors the SQLSTATEs of class AW, in order
 * @param states the states of a job, in the order of a usual life
 * @param shapes the JSON objects that callers pass, in alphabetical order
 */
public record Contract(
        String version,
        List<Function> functions,
        List<View> views,
        List<ErrorCode> errors,
        List<String> states,
        List<Shape> shapes) {

    public Contract {
        if (!Objects.requireNonNull(version, "version is missing").matches("[0-9]{1,6}\\.[0-9]{1,6}")) {
            throw new IllegalArgumentException("version " + version + " is not of the form major.minor");
        }
        functions = copy(functions, "functions");
        views = copy(views, "views");
        errors = copy(errors, "errors");
        states = copy(states, "states");
        shapes = copy(shapes, "shapes");
    }

    /** A manifest may lack anything. */
    private static <T> List<T> copy(@Nullable List<T> list, String name) {
        return List.copyOf(Objects.requireNonNull(list, () -> name + " are missing"));
    }

    /** The function of this name; if there are several, the first. */
    public Optional<Function> function(String name) {
        return functions.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The view of this name. */
    public Optional<View> view(String name) {
        return views.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The shape of this name. */
    public Optional<Shape> shape(String name) {
        return shapes.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /**
     * All keys that a function knows in the JSON that it is passed, those within others among them: of {@code opts} and {@code
     * settings} by their names, as {@code backoff.kind}, and of other arguments after the argument's, as {@code unique_by.key} or
     * {@code jobs.opts.timeout}.
     */
    public SortedMap<String, Field> options(Function function) {
        SortedMap<String, Field> options = new TreeMap<>();
        for (Argument argument : function.arguments()) {
            options(argument.name(), argument.shape(), options);
        }
        return options;
    }

    /** The same of the columns that a view takes. */
    public SortedMap<String, Field> options(View view) {
        SortedMap<String, Field> options = new TreeMap<>();
        for (Column column : view.columns()) {
            options(column.name(), column.shape(), options);
        }
        return options;
    }

    private void options(String name, @Nullable String shape, SortedMap<String, Field> options) {
        if (shape != null) {
            options(name.equals("opts") || name.equals("settings") ? "" : name + ".", shape, 0, options);
        }
    }

    private void options(String prefix, String type, int depth, SortedMap<String, Field> options) {
        Optional<Shape> shape = shape(Shape.ofList(type));
        if (shape.isEmpty() || depth > 8) {
            return;
        }
        for (Field field : shape.get().fields()) {
            String path = prefix + field.name();
            options.put(path, field);
            field.types().forEach(each -> options(path + ".", each, depth + 1, options));
        }
    }

    /** The number before the point. */
    public int major() {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }

    /** The number after the point. */
    public int minor() {
        return Integer.parseInt(version.split("\\.", 2)[1]);
    }

    /**
     * A public function.
     *
     * @param comment one line
     * @param returns whether it answers with rows of the columns, one such row, or a value of the type of its only column
     * @param columns of a row; the column of a function that answers with a value has no name, but an empty text
     * @param volatility {@code immutable}, {@code stable} or {@code volatile}
     * @param securityDefiner whether it runs with its owner's rights
     * @param searchPath what it pins, null if nothing
     * @param roles who may execute it beside its owner, {@code PUBLIC} for everybody; in alphabetical order
     * @param errors SQLSTATEs of class AW that it may raise, in order
     */
    public record Function(
            String name,
            String comment,
            List<Argument> arguments,
            Answer returns,
            List<Column> columns,
            String volatility,
            boolean securityDefiner,
            @Nullable String searchPath,
            List<String> roles,
            List<String> errors) {

        public Function {
            arguments = copy(arguments, "arguments");
            columns = copy(columns, "columns");
            roles = copy(roles, "roles");
            errors = copy(errors, "errors");
        }

        /** Since when nobody should call it any more, and what to call instead; empty for most. */
        public Optional<String> deprecation() {
            int at = comment.indexOf("Deprecated ");
            return at < 0 ? Optional.empty() : Optional.of(comment.substring(at));
        }
    }

    /** What a function answers with. */
    public enum Answer {
        /** A value. */
        VALUE,
        /** Exactly one row. */
        ROW,
        /** Any number of rows. */
        ROWS
    }

    /** An error that a function may raise: its SQLSTATE, a name for it, and what it means. */
    public record ErrorCode(String sqlstate, String condition, String meaning) {}

    /**
     * An argument of a function.
     *
     * @param defaultValue an SQL expression, null if the argument is needed
     * @param shape of the JSON object that it is, with {@code []} of a list of them; null if it is none, or any JSON
     */
    public record Argument(
            String name,
            String type,
            @Nullable String defaultValue,
            @Nullable String shape) {}

    /**
     * A column of a function's rows, or of a view.
     *
     * @param neverNull whether a caller need not look for null
     * @param values all that a text may be, or each text of an array; empty if that is open
     * @param shape of the JSON object that a view takes in it; null if it takes none, or any JSON
     */
    public record Column(
            String name,
            String type,
            boolean neverNull,
            List<String> values,
            @Nullable String shape) {

        public Column {
            values = copy(values, "values");
        }
    }

    /**
     * A JSON object that callers pass.
     *
     * @param fields in alphabetical order
     */
    public record Shape(String name, List<Field> fields) {

        public Shape {
            fields = copy(fields, "fields");
        }

        /** The name of the shape that a type is, or is a list of. */
        public static String ofList(String type) {
            return type.endsWith("[]") ? type.substring(0, type.length() - 2) : type;
        }
    }

    /**
     * A field of a JSON object that callers pass.
     *
     * @param types those that its value may have: {@code text}, {@code boolean}, {@code integer}, {@code number}, {@code id} (of a
     *     job, a number or its digits), {@code interval}, {@code timestamp}, {@code json} (anything), {@code object} (of any keys), a shape, or
     *     with {@code []} a list of one of these
     * @param needed whether it has to be there; of all others null is as good as none
     * @param lowest of a number; of an interval in seconds, where no lowest means above 0; of a text its length, of a list its
     *     elements; null if there is no such bound
     * @param highest the same
     * @param values all that a text may be, or each text of a list; empty if that is open
     * @param meaning a sentence
     */
    public record Field(
            String name,
            List<String> types,
            boolean needed,
            @Nullable BigDecimal lowest,
            @Nullable BigDecimal highest,
            List<String> values,
            String meaning) {

        public Field {
            types = copy(types, "types");
            values = copy(values, "values");
        }
    }

    /**
     * A public view.
     *
     * @param comment one line
     * @param grants role and privilege, as {@code awa_observer SELECT}, in alphabetical order
     * @param takesRows whether a trigger makes something of rows that are inserted
     * @param errors SQLSTATEs of class AW that it may raise, in order
     */
    public record View(
            String name,
            String comment,
            List<Column> columns,
            List<String> grants,
            boolean takesRows,
            List<String> errors) {

        public View {
            columns = copy(columns, "columns");
            grants = copy(grants, "grants");
            errors = copy(errors, "errors");
        }
    }
}
