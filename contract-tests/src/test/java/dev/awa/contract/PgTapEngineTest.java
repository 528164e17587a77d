package dev.awa.contract;

/** What lies behind the contract. */
class PgTapEngineTest extends PgTapFolders {

    PgTapEngineTest() {
        super(INSIDE);
    }
}
