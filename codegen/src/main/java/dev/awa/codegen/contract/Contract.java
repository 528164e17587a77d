package dev.awa.codegen.contract;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that schema {@code awa} promises, as the catalog of a database has it. Types are PostgreSQL's names.
 *
 * @param version what {@code awa.contract_version()} answers, major.minor
 * @param functions in alphabetical order
 * @param views in alphabetical order
 * @param errors the SQLSTATEs of class AW, in order
 * @param states the states of a job, in the order of a usual life
 */
public record Contract(
        String version, List<Function> functions, List<View> views, List<ErrorCode> errors, List<String> states) {

    public Contract {
        if (!Objects.requireNonNull(version, "version is missing").matches("[0-9]{1,6}\\.[0-9]{1,6}")) {
            throw new IllegalArgumentException("version " + version + " is not of the form major.minor");
        }
        functions = copy(functions, "functions");
        views = copy(views, "views");
        errors = copy(errors, "errors");
        states = copy(states, "states");
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
     * @param errors SQLSTATEs of class AW that it, or a function that it calls, raises or handles; in order
     * @param options keys that it, or a function that it calls, knows in an object of JSON; those of an object within opts as {@code
     *     backoff.kind}; in order
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
            List<String> errors,
            List<String> options) {

        public Function {
            arguments = copy(arguments, "arguments");
            columns = copy(columns, "columns");
            roles = copy(roles, "roles");
            errors = copy(errors, "errors");
            options = copy(options, "options");
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
     */
    public record Argument(
            String name, String type, @Nullable String defaultValue) {}

    /** A column of a function's rows, or of a view. */
    public record Column(String name, String type) {}

    /**
     * A public view.
     *
     * @param comment one line
     * @param grants role and privilege, as {@code awa_observer SELECT}, in alphabetical order
     * @param takesRows whether a trigger makes something of rows that are inserted
     */
    public record View(String name, String comment, List<Column> columns, List<String> grants, boolean takesRows) {

        public View {
            columns = copy(columns, "columns");
            grants = copy(grants, "grants");
        }
    }
}
