package dev.awa.cli;

import java.nio.file.Path;

/** Where the launcher was started from. */
final class Checkout {
    private Checkout() {}

    /** The checkout's folder; without the launcher, the current one. */
    static Path root() {
        return Path.of(System.getProperty("awa.home", "")).toAbsolutePath().normalize();
    }

    static Path devFolder() {
        return root().resolve(".awa");
    }
}
