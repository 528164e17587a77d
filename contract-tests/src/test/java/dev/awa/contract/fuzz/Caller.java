package dev.awa.contract.fuzz;

import dev.awa.contract.Promises;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.accounting.Session;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A session whose errors are compared with what the contract allows. */
final class Caller implements AutoCloseable {

    /** Beside the codes of awa.error_codes(): what a transaction above READ COMMITTED, or a replaced job, may end with. */
    static final String SERIALIZATION_FAILURE = "40001";

    static final String CANCELLED = "57014";

    private static final int REMEMBERED = 3000;
    private static final int LONGEST_MESSAGE = 2000;

    private final Session session;
    private final Findings findings;
    private final Set<String> codes;
    /** How long a statement may take; more where the machine has other work, too. */
    static final String PATIENCE = System.getProperty("awa.fuzz.patience", "5 s");

    private final Promises promises;
    private final Deque<String> history = new ArrayDeque<>();
    private boolean isBroken;

    Caller(TestDatabase database, Findings findings) throws SQLException {
        this.session = Session.open(database);
        this.findings = findings;
        this.codes = new HashSet<>(session.rows("select sqlstate from awa.error_codes()").stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList());
        this.promises = Promises.of(database);
        patience(PATIENCE);
    }

    Session session() {
        return session;
    }

    /** Whether the server has had enough of this session, or of all. */
    boolean isBroken() {
        return isBroken;
    }

    /** How long a statement may take. */
    void patience(String interval) throws SQLException {
        String sql = "set statement_timeout = '" + interval + "'";
        remember(sql);
        while (true) {
            try {
                session.run(sql);
                return;
            } catch (SQLException e) {
                // the present one may be too short for this, too
                if (!"57014".equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    /** The answer to a call; null if it was refused. A refusal that the contract does not know is a finding. */
    @Nullable
    List<List<@Nullable String>> call(String verb, String sql, String... alsoExpected) throws SQLException {
        remember(sql);
        try {
            return rows(sql);
        } catch (SQLException e) {
            judge(verb, sql, e, Set.of(alsoExpected));
            return null;
        }
    }

    /** Copies lines into the view new_jobs; they end with a newline each. */
    void copy(String columns, String lines) throws SQLException {
        String sql = "copy awa.new_jobs (" + columns + ") from stdin";
        String script = sql + ";\n" + lines + "\\.";
        remember(script);
        try {
            session.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(lines));
        } catch (SQLException e) {
            judge("new_jobs", script, e, Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to what must not fail. */
    List<List<@Nullable String>> must(String check, String sql) throws CheckFailed {
        remember(sql);
        try {
            return rows(sql);
        } catch (SQLException e) {
            fail(check, told(e), sql);
            isBroken |= breaks(e);
            throw new CheckFailed();
        }
    }

    /** Takes note of a cell of an answer that the registry does not promise; column: empty for a function that answers with a value. */
    void expect(String verb, String column, @Nullable String cell, String sql) {
        String broken = promises.broken(verb, column, cell);
        if (broken != null) {
            fail(verb, broken, sql);
        }
    }

    /** Takes note of an answer that is wrong. */
    void fail(String where, String problem, String sql) {
        findings.add(where, problem, sql, history);
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }

    private List<List<@Nullable String>> rows(String sql) throws SQLException {
        if (sql.startsWith("select")) {
            return session.rows(sql);
        }
        session.run(sql);
        return List.of();
    }

    private void judge(String verb, String sql, SQLException e, Set<String> alsoExpected) {
        String state = String.valueOf(e.getSQLState());
        ServerErrorMessage error = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (codes.contains(state) && error != null) {
            if (error.getHint() == null || error.getHint().isBlank()) {
                fail(verb, state + " without a hint: " + error.getMessage(), sql);
            }
            if (promises.knows(verb) && !promises.mayRaise(verb, state)) {
                fail(verb, state + ", of which the registry does not know: " + error.getMessage(), sql);
            }
            if (String.valueOf(error.getMessage()).length() > LONGEST_MESSAGE) {
                fail(verb, state + " with a message of more than " + LONGEST_MESSAGE + " characters", sql);
            }
        } else if (!state.equals(SERIALIZATION_FAILURE) && !alsoExpected.contains(state)) {
            fail(verb, told(e), sql);
            isBroken |= breaks(e);
        }
    }

    /** The error, and where in the server it was raised. */
    private static String told(SQLException e) {
        ServerErrorMessage error = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (error == null) {
            return e.getSQLState() + " " + e.getMessage();
        }
        String where = Objects.requireNonNullElse(error.getWhere(), "");
        return e.getSQLState() + " " + error.getMessage()
                + where.lines().limit(3).map(line -> "\n  " + line).collect(Collectors.joining());
    }

    /** Whether nothing is to be expected of the session, or of the server, after this. */
    private static boolean breaks(SQLException e) {
        return String.valueOf(e.getSQLState()).matches("(08|53|57P|58|XX).*");
    }

    private void remember(String sql) {
        if (history.size() >= REMEMBERED) {
            history.removeFirst();
        }
        history.addLast(sql + (sql.endsWith("\\.") ? "" : ";"));
    }

    /** Something that must hold does not; it is among the findings. */
    static final class CheckFailed extends Exception {

        private static final long serialVersionUID = 1;
    }
}
