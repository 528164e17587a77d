package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL on the pages, run in their order, answers what the pages show. */
@Tag("server")
class SqlPagesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../README.md",
                "guide.md",
                "schedules.md",
                "limits.md",
                "transactions.md",
                "frameworks.md",
                "operations.md"
            })
    void everyExampleRuns(String name) throws Exception {
        SqlPage page = new SqlPage(name);
        assertThat(page.examples()).isNotEmpty();
        try (TestDatabase database = PgTapDatabase.create();
                Connection connection = database.connect()) {
            page.runExamples(connection);
        }
    }
}
