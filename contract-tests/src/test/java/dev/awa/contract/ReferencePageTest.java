package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.SqlPage.Block;
import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code docs/contract.md} says what the database does: its signatures are the catalog's and its examples run. */
@Tag("server")
class ReferencePageTest {

    private static final Pattern ERROR_ROW = Pattern.compile("(?m)^\\| `(AW\\d{3})` \\|");

    private static SqlPage page;
    private static TestDatabase database;

    @BeforeAll
    static void create() throws IOException {
        page = new SqlPage("contract.md");
        database = PgTapDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void signaturesAreThoseOfTheCatalog() throws Exception {
        List<String> documented = new ArrayList<>();
        for (Block block : page.blocks()) {
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
        assertThat(page.examples()).hasSizeGreaterThan(20);
        try (Connection connection = database.connect()) {
            page.runExamples(connection);
        }
    }

    private static String section(String heading) {
        String text = page.text();
        int start = text.indexOf("\n## " + heading + "\n");
        assertThat(start).as("section " + heading).isNotNegative();
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
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
                .replace("double precision", "float8")
                .replaceAll("\\binteger\\b", "int")
                .replaceAll("DEFAULT NULL::[a-z\\[\\]]+", "default null")
                .replaceAll("DEFAULT ('[^']*')::[a-z\\[\\]]+", "default $1")
                .replace("DEFAULT", "default");
    }
}
