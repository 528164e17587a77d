package dev.awa.worker.internal.connection;

import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What an SQLSTATE tells about a call. */
public final class SqlStates {

    public static final String LEASE_LOST = "AW005";
    public static final String WORKER_UNKNOWN = "AW006";
    static final String ISOLATION_LEVEL = "AW008";
    static final String NO_CONNECTION = "08001";
    public static final String INVALID_TEXT = "22P02";
    private static final String QUERY_CANCELED = "57014";
    /** Invalid argument, too large; in the server's words: data exception, program limit exceeded. */
    private static final Set<String> CONTRACT_VALUE_ERRORS = Set.of("AW001", "AW003");

    private static final Set<String> VALUE_CLASSES = Set.of("22", "54");
    private static final Set<String> TRANSIENT_CLASSES = Set.of("40", "53", "55");
    /** Connection exception, operator intervention, system error: the session is, or may be, gone. */
    private static final Set<String> SESSION_CLASSES = Set.of("08", "57", "58");
    /** Not supported, read-only, authorization, no such database or schema, no such function or no permission. */
    private static final Set<String> CONDITION_CLASSES = Set.of("0A", "25", "28", "3D", "3F", "42");

    private SqlStates() {}

    public static boolean is(SQLException e, String state) {
        return state.equals(e.getSQLState());
    }

    /**
     * Whether the server took the statement and turned it down, so that it certainly changed nothing. Anything else may
     * have been committed.
     */
    public static boolean refused(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() != 5) {
            return false;
        }
        return state.equals(QUERY_CANCELED) || !SESSION_CLASSES.contains(state.substring(0, 2));
    }

    /** Whether the database as a whole is not as the worker needs it, so that every such call fails alike. */
    public static boolean concernsAllCalls(SQLException e) {
        String state = e.getSQLState();
        return !refused(e) || state != null && CONDITION_CLASSES.contains(state.substring(0, 2));
    }

    /** Whether the same statement may well succeed a little later. */
    public static boolean passing(SQLException e) {
        String state = e.getSQLState();
        return QUERY_CANCELED.equals(state)
                || state != null && state.length() == 5 && TRANSIENT_CLASSES.contains(state.substring(0, 2));
    }

    /** Whether a value that was passed is at fault, so that the same call can never succeed. */
    public static boolean valueRefused(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && state.length() == 5
                && (CONTRACT_VALUE_ERRORS.contains(state) || VALUE_CLASSES.contains(state.substring(0, 2)));
    }

    /** What the server says, without where it says it; or what the exception says. */
    public static String words(Throwable e) {
        if (!(e instanceof PSQLException from) || from.getServerErrorMessage() == null) {
            return String.valueOf(e.getMessage());
        }
        ServerErrorMessage said = from.getServerErrorMessage();
        return said.getDetail() == null
                ? String.valueOf(said.getMessage())
                : said.getMessage() + ": " + said.getDetail();
    }

    /** Whether the session is sure to be as good as before. */
    static boolean sessionIntact(SQLException e) {
        String state = e.getSQLState();
        return passing(e) || state != null && state.startsWith("AW") && !state.equals(ISOLATION_LEVEL);
    }
}
