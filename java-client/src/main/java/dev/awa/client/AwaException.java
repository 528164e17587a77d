package dev.awa.client;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * An error of Awa: one that the database named by an SQLSTATE of class AW, or one of the libraries' own. {@link #code()}
 * tells them apart; those that callers treat differently have a class of their own.
 *
 * <p>The message names the bad value. That of an error of the database's is the database's own.
 */
public class AwaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /**
     * An error of a library's own.
     *
     * @param message what is wrong, with the bad value
     */
    protected AwaException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    private AwaException(ErrorCode code, SQLException cause) {
        this(code, message(cause), cause);
    }

    private static String message(SQLException cause) {
        ServerErrorMessage server = cause instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return server == null || server.getMessage() == null ? String.valueOf(cause.getMessage()) : server.getMessage();
    }

    /** What is wrong, for programs. */
    public final ErrorCode code() {
        return code;
    }

    /** What to do about it, in the database's words, or null if it doesn't say. */
    public final @Nullable String hint() {
        ServerErrorMessage server = named(this) instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return server == null ? null : server.getHint();
    }

    /** The SQLSTATE, for example {@code AW005}; null where the database is not the cause. */
    public final @Nullable String sqlState() {
        SQLException named = named(this);
        return named == null ? null : named.getSQLState();
    }

    /**
     * Gives the exception that stands for an SQLSTATE of class AW.
     *
     * @param e an exception of the driver, or one that has such a cause
     * @return the named error, or null when the state is of another class
     */
    public static @Nullable AwaException of(Throwable e) {
        SQLException named = named(e);
        if (named == null) {
            return null;
        }
        ErrorCode code = ErrorCode.of(named.getSQLState()).orElseThrow();
        return switch (code) {
            case INVALID_ARGUMENT -> new InvalidArgument(named);
            case UNKNOWN_OPTION -> new UnknownOption(named);
            case TOO_LARGE -> new TooLarge(named);
            case UNIQUE_CONFLICT -> new UniqueConflict(named);
            case LEASE_LOST -> new LeaseLost(named);
            case WORKER_UNKNOWN -> new WorkerUnknown(named);
            case WRONG_STATE -> new WrongState(named);
            case ISOLATION_LEVEL -> new IsolationLevel(named);
            case QUEUE_FULL -> new QueueFull(named);
            case NOT_FOUND -> new NotFound(named);
            case INVALID_ARGS -> new InvalidArgs(named);
            case TRIGGERS_DISABLED -> new TriggersDisabled(named);
            case NOT_PERMITTED -> new NotPermitted(named);
            default -> new AwaException(code, named);
        };
    }

    private static @Nullable SQLException named(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && ErrorCode.of(sql.getSQLState()).isPresent()) {
                return sql;
            }
        }
        return null;
    }

    /** AW001: an argument is missing, empty or out of range. */
    public static final class InvalidArgument extends AwaException {
        private static final long serialVersionUID = 1L;

        private InvalidArgument(SQLException cause) {
            super(ErrorCode.INVALID_ARGUMENT, cause);
        }
    }

    /** AW002: an option that the contract does not know. */
    public static final class UnknownOption extends AwaException {
        private static final long serialVersionUID = 1L;

        private UnknownOption(SQLException cause) {
            super(ErrorCode.UNKNOWN_OPTION, cause);
        }
    }

    /** AW003: a value is larger than the contract allows. */
    public static final class TooLarge extends AwaException {
        private static final long serialVersionUID = 1L;

        private TooLarge(SQLException cause) {
            super(ErrorCode.TOO_LARGE, cause);
        }
    }

    /** AW004: another job holds the unique key. */
    public static final class UniqueConflict extends AwaException {
        private static final long serialVersionUID = 1L;

        private UniqueConflict(SQLException cause) {
            super(ErrorCode.UNIQUE_CONFLICT, cause);
        }
    }

    /** AW005: the attempt is no longer the caller's. */
    public static final class LeaseLost extends AwaException {
        private static final long serialVersionUID = 1L;

        private LeaseLost(SQLException cause) {
            super(ErrorCode.LEASE_LOST, cause);
        }
    }

    /** AW006: the worker is not registered, or was declared dead. */
    public static final class WorkerUnknown extends AwaException {
        private static final long serialVersionUID = 1L;

        private WorkerUnknown(SQLException cause) {
            super(ErrorCode.WORKER_UNKNOWN, cause);
        }
    }

    /** AW007: the state of the database does not allow it: it was restored from another server. */
    public static final class WrongState extends AwaException {
        private static final long serialVersionUID = 1L;

        private WrongState(SQLException cause) {
            super(ErrorCode.WRONG_STATE, cause);
        }
    }

    /** AW008: the transaction's isolation level is not READ COMMITTED. */
    public static final class IsolationLevel extends AwaException {
        private static final long serialVersionUID = 1L;

        private IsolationLevel(SQLException cause) {
            super(ErrorCode.ISOLATION_LEVEL, cause);
        }
    }

    /** AW009: the queue holds as many jobs as it takes. */
    public static final class QueueFull extends AwaException {
        private static final long serialVersionUID = 1L;

        private QueueFull(SQLException cause) {
            super(ErrorCode.QUEUE_FULL, cause);
        }
    }

    /** AW010: there is no such job or queue, or the history of the job has expired. */
    public static final class NotFound extends AwaException {
        private static final long serialVersionUID = 1L;

        private NotFound(SQLException cause) {
            super(ErrorCode.NOT_FOUND, cause);
        }
    }

    /** AW011: the arguments do not fit the schema of their kind. */
    public static final class InvalidArgs extends AwaException {
        private static final long serialVersionUID = 1L;

        private InvalidArgs(SQLException cause) {
            super(ErrorCode.INVALID_ARGS, cause);
        }
    }

    /** AW013: the call needs triggers, which the session has turned off. */
    public static final class TriggersDisabled extends AwaException {
        private static final long serialVersionUID = 1L;

        private TriggersDisabled(SQLException cause) {
            super(ErrorCode.TRIGGERS_DISABLED, cause);
        }
    }

    /** AW014: the schedule belongs to another login. */
    public static final class NotPermitted extends AwaException {
        private static final long serialVersionUID = 1L;

        private NotPermitted(SQLException cause) {
            super(ErrorCode.NOT_PERMITTED, cause);
        }
    }
}
