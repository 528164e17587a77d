package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session.Running;
import org.junit.jupiter.api.Test;

/** A repair needs all tables of the ledger, which a call beside it takes in an order of its own. */
class RepairRaceTest extends RaceTest {

    @Test
    void aCallThatHoldsWhatTheRepairStillNeedsGetsTheRestFirst() throws Exception {
        insertedJob();
        first.run("select move_ledger()");
        first.begin();
        first.run("select from awa_store.wait");
        Running repair = second.startAndBlock("select outcome from awa.repair()");

        assertThat(first.row("select count(*) from awa_store.ready")).isEqualTo("1");

        first.commit();
        assertThat(repair.rows()).containsExactly("repaired");
    }
}
