package dev.awa.cli;

import java.nio.file.Path;

/** Where the launcher was started from. */
public final class Checkout {
    private Checkout() {}

    /** The checkout's folder; without the launcher, the current one. */
    public static Path root() {
        return Path.of(System.getProperty("awa.home", "")).toAbsolutePath().normalize();
    }

    static Path devFolder() {
        return root().resolve(".awa");
    }
}
