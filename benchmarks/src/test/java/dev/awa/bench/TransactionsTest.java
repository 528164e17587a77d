package dev.awa.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("tools")
class TransactionsTest {
    private static final int STATEMENTS = 200;

    /** A few more are those of connecting and of autovacuum. */
    private static final int OTHERS = 20;

    @Test
    void statementAndBlockAreATransactionEachAlsoWhenItIsRolledBack() throws Exception {
        try (TestDatabase database = TestServer.get().createEmptyDatabase();
                Connection watcher = database.connect();
                Connection holder = database.connect()) {
            Transactions.watch(watcher);
            Transactions.watch(holder);
            Transactions.report(holder);
            var transactions = new Transactions(watcher, database.name());
            try (Connection session = database.connect();
                    Statement statement = session.createStatement()) {
                for (int i = 0; i < STATEMENTS; i++) {
                    statement.execute("select " + i);
                }
                session.setAutoCommit(false);
                for (int i = 0; i < STATEMENTS; i++) {
                    statement.execute("select 1");
                }
                session.rollback();
            }
            assertThat(transactions.count()).isBetween(STATEMENTS + 1L, STATEMENTS + 1L + OTHERS);
        }
    }
}
