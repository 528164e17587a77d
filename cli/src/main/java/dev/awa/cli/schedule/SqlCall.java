package dev.awa.cli.schedule;

import dev.awa.cli.CliException;
import dev.awa.cli.DatabaseUrl;
import dev.awa.cli.Databases;
import dev.awa.client.JsonCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A query of schema awa, to be run or to be shown. */
final class SqlCall {
    private static final String VALUE = "?";

    private final StringBuilder sql = new StringBuilder();
    private final List<String> values = new ArrayList<>();

    private SqlCall() {}

    /** A query with a question mark for each value. */
    static SqlCall query(String text, String... values) {
        var call = new SqlCall();
        call.sql.append(text);
        call.values.addAll(List.of(values));
        return call;
    }

    /** A call of a function, so far without arguments. */
    static SqlCall of(String function) {
        return query("select * from awa." + function + "()");
    }

    /** Adds an argument; null leaves it out, for its default. */
    SqlCall with(String name, @Nullable Object value, String type) {
        if (value != null) {
            String separator = values.isEmpty() ? "" : ", ";
            String cast = type.equals("text") ? "" : "::" + type;
            sql.insert(sql.length() - 1, separator + name + " => " + VALUE + cast);
            values.add(value.toString());
        }
        return this;
    }

    SqlCall with(String name, @Nullable String value) {
        return with(name, value, "text");
    }

    /** The statement as one would type it. */
    String text() {
        String text = sql.toString();
        for (String value : values) {
            text = text.replaceFirst(
                    "\\?",
                    Matcher.quoteReplacement("'" + value.replace("'", "''").replace("?", "\u0000") + "'"));
        }
        return text.replace('\u0000', '?') + ";";
    }

    /**
     * Runs it, in a transaction of its own.
     *
     * @param words makes something else of what the database says when it refuses
     * @return a map per row, from the names of its columns to values of JSON
     */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> run(DatabaseUrl url, UnaryOperator<String> words) {
        try (Connection connection = Databases.connect(url)) {
            Databases.requireAwa(connection, url);
            try (Statement settings = connection.createStatement()) {
                settings.execute("set timezone to 'UTC'");
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("select row_to_json(answer)::text from (" + sql + ") answer")) {
                for (int i = 0; i < values.size(); i++) {
                    statement.setString(i + 1, values.get(i));
                }
                List<Map<String, Object>> answer = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        answer.add(JsonCodec.standard().decode(rows.getString(1), Map.class));
                    }
                }
                return answer;
            }
        } catch (SQLException e) {
            throw new CliException(words.apply(message(e) + "." + hint(e)), e);
        }
    }

    private static String message(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException from ? from.getServerErrorMessage() : null;
        return server == null || server.getMessage() == null ? Databases.sentence(e) : server.getMessage();
    }

    private static String hint(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException from ? from.getServerErrorMessage() : null;
        return server == null || server.getHint() == null ? "" : " " + server.getHint();
    }
}
