package dev.awa.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.awa.testkit.ServerFolder;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The programs of a distribution's PostgreSQL. They refuse to run as root, so root runs them as user postgres.
 *
 * @param bin the folder that they are in
 */
record Programs(Path bin) {

    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final List<String> AS_POSTGRES =
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups");

    /** The newest that are installed; without any the calling test is skipped, or fails if all toolchains are required. */
    static Programs require() {
        Path bin = newest().orElse(PACKAGES.resolve("*/bin"));
        Toolchain.require(bin.resolve("initdb").toString(), "--version");
        if (isRoot()) {
            var command = new ArrayList<>(AS_POSTGRES);
            command.add("true");
            Toolchain.require(command.toArray(String[]::new));
        }
        return new Programs(bin);
    }

    private static Optional<Path> newest() {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(PACKAGES, "[0-9]*")) {
            for (Path version : versions) {
                if (Files.isExecutable(version.resolve("bin/initdb"))) {
                    found.add(version);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot look into " + PACKAGES, e);
        }
        return found.stream()
                .max(Comparator.comparingInt(
                        version -> Integer.parseInt(version.getFileName().toString())))
                .map(version -> version.resolve("bin"));
    }

    /** A new folder that these programs may write to. */
    ServerFolder folder() throws IOException {
        ServerFolder folder = ServerFolder.create("awa-resilience-");
        if (isRoot()) {
            Files.setOwner(
                    folder.path(),
                    folder.path()
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("postgres"));
        }
        return folder;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /**
     * Runs a program of PostgreSQL.
     *
     * @throws IllegalStateException with what it printed if it does not end with 0
     */
    void run(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        Outcome outcome = execute(Path.of("/"), Map.of(), command);
        if (outcome.code() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " ended with " + outcome.code() + ":\n" + outcome.output());
        }
    }

    /** Runs a shell script, with the programs first on its path. */
    Outcome shell(Path folder, Map<String, String> environment, String script) {
        return execute(folder, environment, List.of("sh", "-euc", script));
    }

    private Outcome execute(Path folder, Map<String, String> environment, List<String> command) {
        var whole = new ArrayList<>(isRoot() ? AS_POSTGRES : List.<String>of());
        whole.addAll(command);
        try {
            // a file, not a pipe: servers that are started inherit it and would keep a pipe open
            Path output = Files.createTempFile("awa-output-", ".txt");
            try {
                var builder = new ProcessBuilder(whole)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
                Process process = builder.start();
                if (!process.waitFor(2, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(String.join(" ", whole) + " does not end");
                }
                return new Outcome(process.exitValue(), Files.readString(output, UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", whole) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + String.join(" ", whole), e);
        }
    }

    /** How a program ended and what it printed. */
    record Outcome(int code, String output) {}
}
