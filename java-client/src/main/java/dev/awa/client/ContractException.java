package dev.awa.client;

import org.jspecify.annotations.Nullable;

/** Says that the database has no Awa, or one that this library does not know, and what to run. */
public final class ContractException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ContractException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Checks a version of the contract, such as the one that {@code awa.contract_version()} or {@code register_worker}
     * returned.
     *
     * @param version major.minor
     * @throws ContractException if the major version is another than this library's
     */
    public static void requireSupported(String version) {
        String major = version.split("\\.", 2)[0];
        if (!major.equals("1")) {
            boolean newer = major.compareTo("1") > 0;
            throw new ContractException(
                    "The database speaks version " + version + " of Awa's contract, and this library version 1. "
                            + (newer
                                    ? "Use a newer release of the library."
                                    : "Upgrade the database: AwaSchema.migrate(dataSource), or 'awa migrate'."),
                    null);
        }
    }

    static ContractException notInstalled(Throwable cause) {
        return new ContractException(
                "The database has no Awa installed. Install it with AwaSchema.migrate(dataSource), or with 'awa migrate'.",
                cause);
    }
}
