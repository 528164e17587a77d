package dev.awa.resilience;

import dev.awa.launcher.PostgresPrograms;
import dev.awa.testkit.Toolchain;

/** The programs of a distribution's PostgreSQL. */
final class Programs {

    private Programs() {}

    /** The newest that are installed; without any the calling test is skipped, or fails if all toolchains are required. */
    static PostgresPrograms require() {
        return PostgresPrograms.newestInstalled().orElseThrow(() -> Toolchain.missing("no PostgreSQL is installed"));
    }
}
