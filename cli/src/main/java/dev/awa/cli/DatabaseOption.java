package dev.awa.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a database, with the environment behind it. */
final class DatabaseOption {
    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = {
                "postgres://user:password@host:port/database or jdbc:postgresql://...;",
                "without it the environment's AWA_DATABASE_URL is used, if there is one."
            })
    private @Nullable String url;

    /** The database of the option, or of AWA_DATABASE_URL. */
    Optional<DatabaseUrl> get() {
        return Optional.ofNullable(url)
                .or(() -> Optional.ofNullable(System.getenv("AWA_DATABASE_URL")))
                .filter(value -> !value.isBlank())
                .map(DatabaseUrl::parse);
    }

    /**
     * The same, and DATABASE_URL after them: only for commands that do nothing without a database. Such a variable is
     * often set for some other program, so it must not send a demo worker to that program's database.
     */
    Optional<DatabaseUrl> orDatabaseUrlOfEnvironment() {
        return get().or(() -> Optional.ofNullable(System.getenv("DATABASE_URL"))
                .filter(value -> !value.isBlank())
                .map(DatabaseUrl::parse));
    }
}
