package dev.awa.client;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells {@link AwaException}s apart. Those with an SQLSTATE are raised by the database, the others by the libraries. */
public enum ErrorCode {
    /** An argument is missing, empty or out of range. */
    INVALID_ARGUMENT("AW001"),
    /** An option that the contract does not know. */
    UNKNOWN_OPTION("AW002"),
    /** A value is larger than the contract allows. */
    TOO_LARGE("AW003"),
    /** Another job holds the unique key. */
    UNIQUE_CONFLICT("AW004"),
    /** The attempt is no longer the caller's. */
    LEASE_LOST("AW005"),
    /** The worker is not registered, or was declared dead. */
    WORKER_UNKNOWN("AW006"),
    /** The database was restored from another server. */
    WRONG_STATE("AW007"),
    /** The transaction's isolation level is not READ COMMITTED. */
    ISOLATION_LEVEL("AW008"),
    /** The queue holds as many jobs as it takes. */
    QUEUE_FULL("AW009"),
    /** There is no such job or queue, or the history of the job has expired. */
    NOT_FOUND("AW010"),
    /** The arguments do not fit the schema of their kind. */
    INVALID_ARGS("AW011"),
    /** The database serves another contract than the library was made for. */
    CONTRACT_MISMATCH("AW012"),
    /** The call needs triggers, which the session has turned off. */
    TRIGGERS_DISABLED("AW013"),
    /** The schedule belongs to another login. */
    NOT_PERMITTED("AW014"),
    /** An SQLSTATE of class AW that this release does not know; {@link AwaException#sqlState()} has it. */
    UNKNOWN(null),
    /** The database has no Awa. */
    NOT_INSTALLED(null),
    /** A value cannot be written as JSON, or JSON not read as the type asked for. */
    INVALID_JSON(null),
    /** A worker's configuration has problems. */
    INVALID_CONFIGURATION(null),
    /** A worker cannot start. */
    START_FAILED(null),
    /** A handler's attempt is no longer wanted. */
    ATTEMPT_CANCELLED(null);

    private final @Nullable String sqlState;

    ErrorCode(@Nullable String sqlState) {
        this.sqlState = sqlState;
    }

    /** The SQLSTATE, or null if it is no error of the database's, or one that this release does not know. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** The name of the error in {@code awa.error_codes()} and in the documentation, such as {@code lease_lost}. */
    public String condition() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code of an SQLSTATE; empty if it is none of class AW. */
    static Optional<ErrorCode> of(@Nullable String sqlState) {
        if (sqlState == null || !sqlState.startsWith("AW")) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(values())
                .filter(code -> sqlState.equals(code.sqlState))
                .findFirst()
                .orElse(UNKNOWN));
    }
}
