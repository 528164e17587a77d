package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code docs/frameworks.md} says of the database. */
@Tag("server")
class FrameworksPageTest {

    @Test
    void everyExampleRuns() throws Exception {
        SqlPage page = new SqlPage("frameworks.md");
        assertThat(page.examples()).hasSizeGreaterThan(3);
        try (TestDatabase database = PgTapDatabase.create();
                Connection connection = database.connect()) {
            page.runExamples(connection);
        }
    }
}
