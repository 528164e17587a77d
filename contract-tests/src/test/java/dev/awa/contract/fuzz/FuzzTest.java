package dev.awa.contract.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random calls of all that the contract has, with arguments that are partly sound and partly what nobody expects. Each error is one
 * of the contract's, none takes long, and good jobs go on. {@code -Dawa.fuzz.seed} makes the same calls again, {@code
 * -Dawa.fuzz.calls} says how many.
 */
@Tag("sql")
class FuzzTest {

    private static final int CALLS_OF_ROUND = 200;
    private static final int ROUNDS_OF_DATABASE = 20;

    @Test
    void whateverIsCalledErrorsAreTheContractsAndGoodJobsGoOn() throws Exception {
        long seed = Long.getLong("awa.fuzz.seed", System.nanoTime() & 0xffffffffL);
        int calls = Integer.getInteger("awa.fuzz.calls", Boolean.getBoolean("awa.test.long") ? 1_000_000 : 4_000);
        System.out.printf("fuzz of the contract: -Dawa.fuzz.seed=%d -Dawa.fuzz.calls=%d%n", seed, calls);
        Findings findings = new Findings(seed);
        Dice dice = new Dice(seed);
        int made = 0;
        while (made < calls && !findings.areMany()) {
            try (Fuzz fuzz = new Fuzz(database(), dice, findings)) {
                boolean goesOn = true;
                for (int round = 0; round < ROUNDS_OF_DATABASE && made < calls && goesOn; round++) {
                    int most = Math.min(CALLS_OF_ROUND, calls - made);
                    goesOn = fuzz.round(most);
                    made += most;
                }
            }
        }
        assertThat(findings.all())
                .as("found with seed " + seed + ", as printed above")
                .isEmpty();
    }

    private static TestDatabase database() {
        return TestServer.get().createDatabase("fuzz", FuzzTest::prepare);
    }

    private static void prepare(DataSource template) {
        try (Connection connection = template.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Nasty.STORED);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
