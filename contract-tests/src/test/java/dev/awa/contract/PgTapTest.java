package dev.awa.contract;

/** What callers may rely on. */
class PgTapTest extends PgTapFolders {

    PgTapTest() {
        super(OUTSIDE);
    }
}
