package dev.awa.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pgTAP script as psql would, statement by statement in autocommit, and judges its output.
 *
 * <p>{@code finish()} is not trusted: it stays silent when fewer tests ran than planned.
 */
final class PgTapScript {

    private PgTapScript() {}

    static TapReport run(Path file, Connection connection) throws IOException {
        return run(Files.readString(file), connection);
    }

    static TapReport run(String script, Connection connection) {
        List<String> lines = new ArrayList<>();
        @Nullable String error = null;
        try {
            for (SqlStatement statement : SqlSplitter.split(script)) {
                error = execute(statement, connection, lines);
                if (error != null) {
                    break;
                }
            }
        } catch (IllegalArgumentException e) {
            error = e.getMessage();
        }
        return TapReport.of(lines, error);
    }

    private static @Nullable String execute(SqlStatement sql, Connection connection, List<String> lines) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            boolean rows = statement.execute(sql.text());
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    collect(statement.getResultSet(), lines);
                }
                rows = statement.getMoreResults();
            }
            return null;
        } catch (SQLException e) {
            return "line " + sql.line() + ": SQL error " + e.getSQLState() + ": " + e.getMessage();
        }
    }

    private static void collect(ResultSet rows, List<String> lines) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                String cell = rows.getString(i);
                cells.add(cell == null ? "" : cell);
            }
            lines.addAll(String.join("|", cells).lines().toList());
        }
    }
}
