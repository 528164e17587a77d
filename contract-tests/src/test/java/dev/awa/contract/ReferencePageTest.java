package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.awa.contract.ReferencePage.Block;
import dev.awa.testkit.TestDatabase;
import java.io.IOException;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/contract.md} says what the database does: its signatures are the catalog's and its examples run. */
class ReferencePageTest {

    /** As psql writes them: {@code :name} a number, {@code :'name'} a text. */
    private static final Pattern VARIABLE = Pattern.compile("(?<![:\\w]):('?)(\\w+)\\1");

    private static final Pattern ERROR_ROW = Pattern.compile("(?m)^\\| `(AW\\d{3})` \\|");

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = PgTapDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void signaturesAreThoseOfTheCatalog() throws Exception {
        List<String> documented = new ArrayList<>();
        for (Block block : ReferencePage.blocks()) {
            if (block.isSignature()) {
                documented.add(block.text());
                assertThat(block.text()).startsWith("awa." + block.heading().replace("`", "") + "(");
            }
        }

        assertThat(documented).containsExactlyInAnyOrderElementsOf(signatures());
    }

    @Test
    void columnsOfViewJobsAreThoseOfTheCatalog() throws Exception {
        String columns = database.value(
                "select string_agg('| `' || attname || '` | ' || format_type(atttypid, null) || ' |', ' ' order by attnum)"
                        + " from pg_attribute where attrelid = 'awa.jobs'::regclass and attnum > 0 and not attisdropped");
        List<String> documented = Pattern.compile("(?m)^(\\| `\\w+` \\| [a-z\\[\\]]+ \\|) .*\\|$")
                .matcher(section("View jobs"))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(String.join(" ", documented)).isEqualTo(shortTypes(columns));
    }

    @Test
    void everyErrorOfTheEngineIsInTheTable() throws Exception {
        String raised = database.value(
                "select string_agg(distinct m[1], ' ' order by m[1]) from pg_proc, regexp_matches(prosrc, 'AW\\d{3}', 'g') m"
                        + " where pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)");
        List<String> documented = ERROR_ROW
                .matcher(section("Errors"))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(documented).containsExactly(raised.split(" "));
    }

    @Test
    void everyExampleRuns() throws Exception {
        Map<String, String> variables = new HashMap<>();
        int queries = 0;
        try (Connection connection = database.connect()) {
            for (Block block : ReferencePage.blocks()) {
                if (!block.isSignature()) {
                    run(block, connection, variables);
                    queries++;
                }
            }
        }
        assertThat(queries).isGreaterThan(20);
    }

    private static void run(Block block, Connection connection, Map<String, String> variables) throws SQLException {
        String state = "";
        for (SqlStatement sql : SqlSplitter.split(block.text())) {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                if (statement.execute(substitute(sql.text(), variables))) {
                    String answer = remember(statement.getResultSet(), variables, block);
                    shown(sql, block)
                            .ifPresent(shown -> assertThat(answer)
                                    .as("docs/contract.md line " + block.line() + ": " + sql.text())
                                    .isEqualTo(shown));
                }
            } catch (SQLException e) {
                state = e.getSQLState();
                if (!state.equals(block.failsWith())) {
                    fail("docs/contract.md line " + block.line() + ": " + e.getMessage() + "\n" + sql.text());
                }
            }
        }
        assertThat(state).as("outcome of the example in line " + block.line()).isEqualTo(block.failsWith());
    }

    /** What the page shows as the answer of a statement. */
    private static Optional<String> shown(SqlStatement sql, Block block) {
        Matcher answer =
                Pattern.compile(Pattern.quote(sql.text()) + ";\\s*-- => (.*)").matcher(block.text());
        return answer.find() ? Optional.of(answer.group(1).strip()) : Optional.empty();
    }

    /** The columns of a result's first row become variables, as by psql's gset; returns the row. */
    private static String remember(ResultSet rows, Map<String, String> variables, Block block) throws SQLException {
        List<String> cells = new ArrayList<>();
        assertThat(rows.next())
                .as("a row from the example in line " + block.line())
                .isTrue();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            String value = rows.getString(i);
            if (value != null) {
                variables.put(rows.getMetaData().getColumnLabel(i), value);
            }
            cells.add(value);
        }
        return String.join(" | ", cells);
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

    private static String section(String heading) throws IOException {
        String page = ReferencePage.text();
        int start = page.indexOf("\n## " + heading + "\n");
        assertThat(start).as("section " + heading).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    private static List<String> signatures() throws SQLException {
        List<String> signatures = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select proname, pg_get_function_arguments(oid), pg_get_function_result(oid)"
                                + " from pg_proc where pronamespace = 'awa'::regnamespace")) {
            while (rows.next()) {
                signatures.add(signature(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return signatures;
    }

    private static String signature(String name, String arguments, String result) {
        String parameters =
                arguments.isEmpty() ? "()" : "(\n  " + shortTypes(arguments).replace(", ", ",\n  ") + "\n)";
        String returned = shortTypes(result);
        if (returned.startsWith("TABLE(")) {
            String columns = returned.substring("TABLE(".length(), returned.length() - 1);
            returned = "table (\n  " + columns.replace(", ", ",\n  ") + "\n)";
        }
        return "awa." + name + parameters + " returns " + returned;
    }

    private static String shortTypes(String text) {
        return text.replace("timestamp with time zone", "timestamptz")
                .replaceAll("\\binteger\\b", "int")
                .replaceAll("DEFAULT NULL::[a-z\\[\\]]+", "default null")
                .replaceAll("DEFAULT ('[^']*')::[a-z\\[\\]]+", "default $1")
                .replace("DEFAULT", "default");
    }
}
