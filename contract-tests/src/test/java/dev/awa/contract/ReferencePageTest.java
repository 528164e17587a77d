package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.Shape;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.contract.SqlPage.Block;
import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code docs/contract.md} is true: signatures, errors, options and outcomes are those of the catalog, and its examples run. */
@Tag("server")
class ReferencePageTest {

    private static final Pattern ERROR_ROW = Pattern.compile("(?m)^\\| `(AW\\d{3})` \\|");

    /** What is said of the errors of a function, up to its locks. */
    private static final Pattern ERRORS =
            Pattern.compile("(?s)\\bErrors(?:, [a-z, -]+)?: (.*?)(?=\\.\\s(?:Locks|Immutable|Wakes|Roles)|\n\n|$)");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static SqlPage page;
    private static TestDatabase database;
    private static Contract contract;

    @BeforeAll
    static void create() throws Exception {
        page = new SqlPage("contract.md");
        database = PgTapDatabase.create();
        try (Connection connection = database.connect()) {
            contract = ContractReader.read(connection);
        }
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
    void everyFunctionIsInTheIndex() {
        String index = page.text().substring(0, page.text().indexOf("\n## "));
        for (Function function : contract.functions()) {
            assertThat(index).contains("[" + function.name() + "](#" + function.name() + ")");
        }
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
    void errorsOfEachFunctionAreThoseOfTheRegistry() {
        for (Function function : contract.functions()) {
            assertThat(documentedErrors(function.name()))
                    .as("errors of " + function.name())
                    .containsExactlyElementsOf(function.errors());
        }
        assertThat(documentedErrors("View new_jobs"))
                .containsExactlyElementsOf(
                        contract.view("new_jobs").orElseThrow().errors());
    }

    @Test
    void optionsInTablesAreThoseOfTheRegistry() {
        for (Function function : contract.functions()) {
            Set<String> registered = new TreeSet<>();
            for (Argument argument : function.arguments()) {
                contract.shapes().stream()
                        .filter(shape -> shape.name().equals(argument.shape()))
                        .forEach(shape -> shape.fields().forEach(field -> registered.add(field.name())));
            }

            String section = page.text(function.name());
            assertThat(registered)
                    .as("options of " + function.name())
                    .containsAll(rows(section, "opts"))
                    .containsAll(rows(section, "settings"))
                    .containsAll(rows(section, "key"))
                    .containsAll(rows(section, "argument").stream()
                            .filter(name -> name.startsWith("opts."))
                            .map(name -> name.substring("opts.".length()))
                            .toList());
            if (function.arguments().stream()
                    .anyMatch(argument -> argument.name().equals("opts"))) {
                assertThat(section.contains("`opts` has no keys yet"))
                        .as("options of " + function.name())
                        .isEqualTo(registered.isEmpty());
            }
        }
    }

    @Test
    void everyOptionOfTheRegistryIsTold() {
        String text = page.text();
        for (Shape shape : contract.shapes()) {
            for (Field field : shape.fields()) {
                assertThat(text)
                        .as(shape.name() + " " + field.name())
                        .containsPattern("`(opts\\.)?" + field.name() + "`|\"" + field.name() + "\": ");
                for (String value : field.values()) {
                    assertThat(text).as(shape.name() + " " + field.name()).containsPattern("[`\"]" + value + "[`\"]");
                }
            }
        }
    }

    @Test
    void outcomesAreThoseOfTheRegistry() {
        for (Function function : contract.functions()) {
            String section = page.text(function.name());
            for (Column column : function.columns()) {
                if (column.name().equals("outcome")) {
                    List<String> table = rows(section, "outcome");
                    if (!table.isEmpty()) {
                        assertThat(table)
                                .as("outcomes of " + function.name())
                                .containsExactlyInAnyOrderElementsOf(column.values());
                    } else if (!section.matches("(?s).*\\b(Outcomes as|as) `\\w+`.*")) {
                        assertThat(CODE.matcher(section.replaceAll("(?s)```.*?```", ""))
                                        .results()
                                        .map(code -> code.group(1)))
                                .as("outcomes of " + function.name())
                                .containsAll(column.values());
                    }
                }
            }
        }
    }

    @Test
    void everyExampleRuns() throws Exception {
        assertThat(page.examples()).hasSizeGreaterThan(20);
        try (Connection connection = database.connect()) {
            page.runExamples(connection);
        }
    }

    private static List<String> documentedErrors(String heading) {
        Matcher errors = ERRORS.matcher(page.text(heading));
        assertThat(errors.find()).as("errors of " + heading).isTrue();
        List<String> states = CODE.matcher(errors.group(1))
                .results()
                .map(code -> code.group(1))
                .filter(code -> code.matches("AW\\d{3}"))
                .distinct()
                .sorted()
                .toList();
        Matcher other = Pattern.compile("as `(\\w+)`").matcher(errors.group(1));
        return states.isEmpty() && other.find() ? documentedErrors(other.group(1)) : states;
    }

    /** The names in the first cells of the tables of a text whose first heading is this. */
    private static List<String> rows(String text, String heading) {
        List<String> names = new ArrayList<>();
        boolean isInside = false;
        for (String line : text.lines().toList()) {
            isInside = line.startsWith("| " + heading + " |") || isInside && line.startsWith("|");
            if (isInside && line.startsWith("| `")) {
                CODE.matcher(line.substring(0, line.indexOf(" | ")))
                        .results()
                        .forEach(code -> names.add(code.group(1)));
            }
        }
        return names;
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
