package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.TapLine.Directive;
import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runner must fail where {@code finish()} and an exit code would not. */
class PgTapRunnerTest {

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
    void aGoodScriptPasses() throws Exception {
        TapReport report = run("good");

        assertThat(report.problems()).isEmpty();
        assertThat(report.passed()).isTrue();
        assertThat(report.tests())
                .extracting(TapLine::directive)
                .containsExactly(Directive.NONE, Directive.NONE, Directive.SKIP, Directive.TODO);
    }

    @Test
    void aFailingLineFailsWithItsDiagnostics() throws Exception {
        TapReport report = run("failing_line");

        assertThat(report.passed()).isFalse();
        assertThat(report.problems()).isEmpty();
        assertThat(report.tests().get(1).failed()).isTrue();
        assertThat(report.tests().get(1).description()).isEqualTo("one is two");
        assertThat(report.tests().get(1).diagnostics()).contains("have: 1").contains("want: 2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    too_few_tests     | planned 3 tests, ran 1: first missing is 2
                    too_many_tests    | test 2 is outside of the plan 1..1
                    sql_error         | line 5: SQL error 22012: ERROR: division by zero
                    no_plan           | no plan
                    empty             | no plan
                    bail_out          | Bail out! the world ended
                    same_number_twice | test 1 came twice
                    open_quote        | line 3: this quote is never closed
                    psql_command      | line 1: psql commands do not run here
                    """)
    void aBrokenScriptFailsAndSaysWhy(String script, String problem) throws Exception {
        TapReport report = run(script);

        assertThat(report.passed()).isFalse();
        assertThat(report.problems()).contains(problem);
    }

    private static TapReport run(String script) throws SQLException, IOException {
        try (Connection connection = database.connect()) {
            return PgTapScript.run(Path.of("src/test/resources/runner", script + ".sql"), connection);
        }
    }
}
