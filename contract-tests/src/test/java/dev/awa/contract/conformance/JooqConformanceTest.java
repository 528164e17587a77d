package dev.awa.contract.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.client.AwaClient;
import dev.awa.contract.PgTapDatabase;
import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The classes that jOOQ has generated from the catalog. */
@Tag("server")
class JooqConformanceTest {

    private static TestDatabase database;
    private static Connection connection;

    @BeforeAll
    static void open() throws SQLException {
        database = PgTapDatabase.create();
        connection = database.connect();
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        return Conformance.tests(
                connection, Languages.CLIENTS, own -> new JooqCalls(own, AwaClient.class.getClassLoader()));
    }

    @Test
    void theJavaClientIsMadeForThisVersion() {
        assertThat(database.value("select awa.contract_version()")).isEqualTo(AwaClient.CONTRACT_VERSION);
    }
}
