package dev.awa.contract.conformance;

import dev.awa.contract.PgTapDatabase;
import dev.awa.testkit.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The generated clients of other languages, each by its own test program. */
@Tag("sql")
class ClientsConformanceTest {

    private static TestDatabase database;
    private static Languages languages;

    @BeforeAll
    static void create() {
        database = PgTapDatabase.create();
        languages = new Languages(Languages.CLIENTS, database);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void typescriptPasses() throws Exception {
        languages.typescript();
    }

    @Test
    void goPasses() throws Exception {
        languages.go();
    }

    @Test
    void pythonPasses() throws Exception {
        languages.python();
    }
}
