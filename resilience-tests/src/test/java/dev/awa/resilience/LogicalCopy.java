package dev.awa.resilience;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;

/** What has to be waited for when a ledger is copied by logical replication. */
final class LogicalCopy {

    private LogicalCopy() {}

    /** Until the copy has all that the old server has. */
    static void awaitCaughtUp(OperationsPage page, Cluster old, Cluster fresh) throws SQLException {
        try (Session from = old.session("shop");
                Session to = fresh.session("shop")) {
            Patience.until(
                    "the first copy",
                    () -> to.number("select count(*) from pg_subscription_rel where srsubstate <> 'r'") == 0);
            String question = page.block("sql", "caught-up");
            Patience.until("the changes since", () -> "t".equals(from.value(question)));
        }
    }
}
