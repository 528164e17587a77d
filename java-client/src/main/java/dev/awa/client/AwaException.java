package dev.awa.client;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * An error that the database named: one of the contract's SQLSTATEs of class AW.
 *
 * <p>The message is the database's own and names the bad value.
 */
public sealed class AwaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    private AwaException(SQLException cause) {
        super(message(cause), cause);
        this.sqlState = cause.getSQLState();
    }

    private static String message(SQLException cause) {
        ServerErrorMessage server = cause instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return server == null || server.getMessage() == null ? String.valueOf(cause.getMessage()) : server.getMessage();
    }

    /** What to do about it, in the database's words, or null if it doesn't say. */
    public final @Nullable String hint() {
        ServerErrorMessage server = getCause() instanceof PSQLException e ? e.getServerErrorMessage() : null;
        return server == null ? null : server.getHint();
    }

    /** The SQLSTATE, for example {@code AW005}. */
    public final String sqlState() {
        return sqlState;
    }

    /**
     * Gives the exception that stands for an SQLSTATE of class AW.
     *
     * @param e an exception of the driver, or one that has such a cause
     * @return the named error, or null when the state is of another class
     */
    public static @Nullable AwaException of(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("AW")) {
                return switch (sql.getSQLState()) {
                    case "AW001" -> new InvalidArgument(sql);
                    case "AW002" -> new UnknownOption(sql);
                    case "AW003" -> new TooLarge(sql);
                    case "AW004" -> new UniqueConflict(sql);
                    case "AW005" -> new LeaseLost(sql);
                    case "AW006" -> new WorkerUnknown(sql);
                    case "AW007" -> new WrongState(sql);
                    case "AW008" -> new IsolationLevel(sql);
                    case "AW009" -> new QueueFull(sql);
                    case "AW010" -> new NotFound(sql);
                    case "AW011" -> new InvalidArgs(sql);
                    case "AW013" -> new TriggersDisabled(sql);
                    default -> new AwaException(sql);
                };
            }
        }
        return null;
    }

    /** AW001: an argument is missing, empty or out of range. */
    public static final class InvalidArgument extends AwaException {
        private static final long serialVersionUID = 1L;

        private InvalidArgument(SQLException cause) {
            super(cause);
        }
    }

    /** AW002: an option that the contract does not know. */
    public static final class UnknownOption extends AwaException {
        private static final long serialVersionUID = 1L;

        private UnknownOption(SQLException cause) {
            super(cause);
        }
    }

    /** AW003: a value is larger than the contract allows. */
    public static final class TooLarge extends AwaException {
        private static final long serialVersionUID = 1L;

        private TooLarge(SQLException cause) {
            super(cause);
        }
    }

    /** AW004: another job holds the unique key. */
    public static final class UniqueConflict extends AwaException {
        private static final long serialVersionUID = 1L;

        private UniqueConflict(SQLException cause) {
            super(cause);
        }
    }

    /** AW005: the attempt is no longer the caller's. */
    public static final class LeaseLost extends AwaException {
        private static final long serialVersionUID = 1L;

        private LeaseLost(SQLException cause) {
            super(cause);
        }
    }

    /** AW006: the worker is not registered, or was declared dead. */
    public static final class WorkerUnknown extends AwaException {
        private static final long serialVersionUID = 1L;

        private WorkerUnknown(SQLException cause) {
            super(cause);
        }
    }

    /** AW007: the state of the database does not allow it: it was restored from another server. */
    public static final class WrongState extends AwaException {
        private static final long serialVersionUID = 1L;

        private WrongState(SQLException cause) {
            super(cause);
        }
    }

    /** AW008: the transaction's isolation level is not READ COMMITTED. */
    public static final class IsolationLevel extends AwaException {
        private static final long serialVersionUID = 1L;

        private IsolationLevel(SQLException cause) {
            super(cause);
        }
    }

    /** AW009: the queue holds as many jobs as it takes. */
    public static final class QueueFull extends AwaException {
        private static final long serialVersionUID = 1L;

        private QueueFull(SQLException cause) {
            super(cause);
        }
    }

    /** AW010: there is no such job or queue, or the job was kept long enough. */
    public static final class NotFound extends AwaException {
        private static final long serialVersionUID = 1L;

        private NotFound(SQLException cause) {
            super(cause);
        }
    }

    /** AW011: the arguments do not fit the schema of their kind. */
    public static final class InvalidArgs extends AwaException {
        private static final long serialVersionUID = 1L;

        private InvalidArgs(SQLException cause) {
            super(cause);
        }
    }

    /** AW013: the call needs triggers, which the session has turned off. */
    public static final class TriggersDisabled extends AwaException {
        private static final long serialVersionUID = 1L;

        private TriggersDisabled(SQLException cause) {
            super(cause);
        }
    }
}
