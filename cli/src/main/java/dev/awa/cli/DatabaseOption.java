package dev.awa.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a database, with the environment behind it. */
public final class DatabaseOption {
    private static final String OPTION = "--database-url";
    private static final String VARIABLE = "AWA_DATABASE_URL";

    @Option(
            names = OPTION,
            paramLabel = "URL",
            description = {
                "postgres://user:password@host:port/database or jdbc:postgresql://...;",
                "without it the environment's " + VARIABLE + " is used, if there is one."
            })
    private @Nullable String url;

    /**
     * A database that was named.
     *
     * @param source what named it: the option or a variable
     */
    record Named(DatabaseUrl url, String source) {}

    /** The database of the option, or of AWA_DATABASE_URL. */
    Optional<DatabaseUrl> get() {
        return named().map(Named::url);
    }

    /** The same, with its source. */
    Optional<Named> named() {
        return named(OPTION, url).or(() -> named(VARIABLE, System.getenv(VARIABLE)));
    }

    /**
     * The same, and DATABASE_URL after them: only for commands that do nothing without a database. Such a variable is
     * often set for some other program, so it must not send a demo worker to that program's database.
     */
    public Optional<DatabaseUrl> orDatabaseUrlOfEnvironment() {
        return named().or(() -> named("DATABASE_URL", System.getenv("DATABASE_URL")))
                .map(Named::url);
    }

    private static Optional<Named> named(String source, @Nullable String url) {
        return Optional.ofNullable(url)
                .filter(value -> !value.isBlank())
                .map(value -> new Named(DatabaseUrl.parse(value), source));
    }
}
