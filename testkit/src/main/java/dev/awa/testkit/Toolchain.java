package dev.awa.testkit;

import java.io.IOException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs besides Java that some tests need.
 *
 * <p>Where one is missing the test is skipped with the reason, or fails when {@code -Dawa.require.toolchains=true} asks
 * for all of them.
 */
public final class Toolchain {

    private Toolchain() {}

    /**
     * Lets the calling test go on if a program is there.
     *
     * @param versionCommand the program and what makes it print its version and exit with 0
     */
    public static void require(String... versionCommand) {
        String reason = reasonForNot(versionCommand);
        if (!reason.isEmpty()) {
            throw missing(reason);
        }
    }

    /**
     * Skips the calling test, or fails it if all of them are required.
     *
     * @return never
     */
    public static RuntimeException missing(String reason) {
        if (Boolean.getBoolean("awa.require.toolchains")) {
            Assertions.fail(reason + ", and awa.require.toolchains asks for it");
        }
        return Assumptions.abort(reason);
    }

    private static String reasonForNot(String... command) {
        try {
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return code == 0 ? "" : String.join(" ", command) + " ends with exit code " + code;
        } catch (IOException e) {
            return command[0] + " cannot be run: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command[0] + " was running", e);
        }
    }
}
