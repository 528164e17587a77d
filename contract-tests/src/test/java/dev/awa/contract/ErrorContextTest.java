package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.awa.testkit.TestDatabase;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** What a driver is sent behind the message of a refusal, which most of them print, is at most four lines. */
@Tag("sql")
class ErrorContextTest {

    private static TestDatabase database;
    private static Connection connection;

    @BeforeAll
    static void create() throws SQLException {
        database = PgTapDatabase.create();
        connection = database.dataSource().getConnection();
    }

    @AfterAll
    static void drop() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from awa.insert_job('x', opts => '{\"timout\": 1}')",
                "select * from awa.insert_job('x', opts => '{\"backoff\": {\"base\": \"x\"}}')",
                "select * from awa.insert_jobs('[{\"kind\": \"x\", \"priority\": 9}]')",
                "select * from awa.insert_many('x', '{\"{}\"}', priority => 9)",
                "insert into awa.new_jobs (kind, unique_by) values ('x', '{\"period\": \"1.5 s\"}')",
                "select * from awa.complete_jobs(gen_random_uuid(), 1, '{1}')"
            })
    void aCallThatIsRefusedHasFewLines(String call) {
        PSQLException refusal = catchThrowableOfType(PSQLException.class, () -> {
            try (var statement = connection.createStatement()) {
                statement.execute(call);
            }
        });

        assertThat(refusal.getSQLState()).startsWith("AW");
        assertThat(context(refusal)).hasSizeBetween(1, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\t9\t{}\t{}",
                "x\t1\t{\"period\": \"1.5 s\"}\t{}",
                "x\t1\t{}\t{\"timout\": 1}",
                "x\t1\t{}\t{\"parents\": [0]}"
            })
    void aRowOfCopyThatIsRefusedHasFewLinesAndNamesItsOwn(String line) throws SQLException {
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();

        PSQLException refusal = catchThrowableOfType(
                PSQLException.class,
                () -> copy.copyIn(
                        "copy awa.new_jobs (kind, priority, unique_by, opts) from stdin",
                        new StringReader("y\t1\t{}\t{}\n" + line + "\n")));

        assertThat(refusal.getSQLState()).startsWith("AW");
        assertThat(context(refusal)).hasSizeBetween(1, 4).last().asString().startsWith("COPY new_jobs, line 2");
    }

    private static List<String> context(PSQLException refusal) {
        return refusal.getServerErrorMessage().getWhere().lines().toList();
    }
}
