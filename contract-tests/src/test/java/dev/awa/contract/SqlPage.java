package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The SQL blocks of a page of {@code docs}: signatures and examples. */
final class SqlPage {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sql(?: fails (\\w+))?\\n(.*?)^```$|^#{2,3} (.+?)$");

    /** As psql writes them: {@code :name} a number, {@code :'name'} a text. */
    private static final Pattern VARIABLE = Pattern.compile("(?<![:\\w]):('?)(\\w+)\\1");

    private final String name;
    private final String text;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * A block of SQL.
     *
     * @param heading the heading above it
     * @param failsWith the SQLSTATE that it is there to show, empty if it works
     * @param line where its text starts, counted from 1
     */
    record Block(String heading, String text, String failsWith, int line) {

        boolean isSignature() {
            return text.startsWith("awa.");
        }

        /** What the page shows as the answer of a statement. */
        Optional<String> answerOf(SqlStatement sql) {
            String rest = text.lines().skip(sql.line() - 1).collect(Collectors.joining("\n"));
            Matcher answer = Pattern.compile(".*?" + Pattern.quote(sql.text()) + ";\\s*-- => (.*)")
                    .matcher(rest);
            return answer.lookingAt() ? Optional.of(answer.group(1).strip()) : Optional.empty();
        }
    }

    SqlPage(String name) throws IOException {
        this.name = name;
        text = Files.readString(PgTapDatabase.MODULE.resolve("../docs").resolve(name));
        String heading = "";
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            if (found.group(3) != null) {
                heading = found.group(3);
            } else {
                int line = 1 + (int) text.substring(0, found.start(2)).lines().count();
                String failsWith = found.group(1) == null ? "" : found.group(1);
                blocks.add(new Block(heading, found.group(2).strip(), failsWith, line));
            }
        }
    }

    String text() {
        return text;
    }

    /** The section of a function or view, with what is below it. */
    String text(String heading) {
        int start = text.indexOf("\n### " + heading + "\n");
        assertThat(start).as("section " + heading).isNotNegative();
        int next = text.indexOf("\n### ", start + 1);
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(start, next < 0 ? end : end < 0 ? next : Math.min(next, end));
    }

    List<Block> blocks() {
        return blocks;
    }

    List<Block> examples() {
        return blocks.stream().filter(block -> !block.isSignature()).toList();
    }

    /** Runs the examples in their order, and compares the answers with those that the page shows. */
    void runExamples(Connection connection) throws SQLException {
        Map<String, String> variables = new HashMap<>();
        for (Block block : examples()) {
            run(block, connection, variables);
        }
    }

    private void run(Block block, Connection connection, Map<String, String> variables) throws SQLException {
        String state = "";
        for (SqlStatement sql : SqlSplitter.split(block.text())) {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                if (statement.execute(substitute(sql.text(), variables))) {
                    String answer = remember(statement.getResultSet(), variables, block);
                    block.answerOf(sql)
                            .ifPresent(shown -> assertThat(answer)
                                    .as("%s: %s", place(block), sql.text())
                                    .isEqualTo(shown));
                }
            } catch (SQLException e) {
                state = e.getSQLState();
                if (!state.equals(block.failsWith())) {
                    fail(place(block) + ": " + e.getMessage() + "\n" + sql.text());
                }
            }
        }
        assertThat(state).as("outcome of %s", place(block)).isEqualTo(block.failsWith());
    }

    /** The columns of a result's first row become variables, as by psql's gset; returns the row. */
    private String remember(ResultSet rows, Map<String, String> variables, Block block) throws SQLException {
        List<String> cells = new ArrayList<>();
        assertThat(rows.next()).as("a row from %s", place(block)).isTrue();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            String value = rows.getString(i);
            if (value != null) {
                variables.put(rows.getMetaData().getColumnLabel(i), value);
            }
            cells.add(value);
        }
        return String.join(" | ", cells);
    }

    private String place(Block block) {
        return "docs/" + name + " line " + block.line();
    }

    private static String substitute(String sql, Map<String, String> variables) {
        return VARIABLE.matcher(sql).replaceAll(variable -> {
            String value = variables.get(variable.group(2));
            if (value == null) {
                throw new AssertionError("no example before sets " + variable.group() + " of " + sql);
            }
            String quote = variable.group(1);
            return Matcher.quoteReplacement(quote + value.replace("'", "''") + quote);
        });
    }
}
