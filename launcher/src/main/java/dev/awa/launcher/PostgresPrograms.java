package dev.awa.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The programs of one PostgreSQL: of an archive in this build, or of a distribution. They refuse to run as root, so root runs them
 * in a user namespace, where it is nobody but owns its files.
 */
public final class PostgresPrograms {

    /** The major version whose archive every build has. */
    public static final int EMBEDDED = 18;

    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

    private static @Nullable List<String> prefix;

    private final String version;
    private final Supplier<Path> bin;

    private PostgresPrograms(String version, Supplier<Path> bin) {
        this.version = version;
        this.bin = bin;
    }

    /**
     * Those that come with this build; they are unpacked when they are first needed.
     *
     * @param major 18, or another version whose archive is on the class path
     * @throws IllegalArgumentException for another version
     */
    public static PostgresPrograms embedded(int major) {
        EmbeddedArchive archive = EmbeddedArchive.of(major);
        return new PostgresPrograms(archive.version(), () -> archive.unpacked().resolve("bin"));
    }

    /**
     * A copy of those that come with this build, for whoever changes what they read, such as the rules of time zones in {@code
     * share/postgresql/timezone}.
     *
     * @param major as of {@link #embedded}
     * @param folder that does not exist yet
     */
    public static PostgresPrograms copyOfEmbedded(int major, Path folder) throws IOException {
        EmbeddedArchive archive = EmbeddedArchive.of(major);
        Trees.copy(archive.unpacked(), folder);
        return new PostgresPrograms(archive.version(), () -> folder.resolve("bin"));
    }

    /** The newest that a package of Debian or Ubuntu has installed; empty if there are none. */
    public static Optional<PostgresPrograms> newestInstalled() {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(PACKAGES, "[0-9]*")) {
            return StreamSupport.stream(versions.spliterator(), false)
                    .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
                    .max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .map(version -> installed(version.resolve("bin")));
        } catch (IOException e) {
            throw new LaunchException("cannot look into " + PACKAGES + ": " + e, e);
        }
    }

    private static PostgresPrograms installed(Path bin) {
        // postgres (PostgreSQL) 17.5 (Debian 17.5-1.pgdg120+1)
        String version = new PostgresPrograms("", () -> bin)
                .run("postgres", "--version")
                .replaceFirst("^\\D*", "")
                .strip();
        return new PostgresPrograms(version, () -> bin);
    }

    /** The folder that they are in. */
    public Path bin() {
        return bin.get();
    }

    /** The version in full, as 18.6.0 or 17.5 (Debian 17.5-1.pgdg120+1). */
    public String version() {
        return version;
    }

    int major() {
        return Integer.parseInt(version.replaceFirst("\\D.*", ""));
    }

    /** The command line that runs one of them as this user may. */
    List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>(prefix());
        command.add(bin().resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Runs one of them, for two minutes at most.
     *
     * @return what it printed
     * @throws LaunchException with what it printed if it does not end with 0
     */
    public String run(String program, String... arguments) {
        Outcome outcome = execute(program, arguments);
        if (outcome.code() != 0) {
            throw new LaunchException(program + " " + String.join(" ", arguments) + " ended with " + outcome.code()
                    + ":\n" + outcome.output());
        }
        return outcome.output();
    }

    Outcome execute(String program, String... arguments) {
        return execute(Path.of("/"), Map.of(), command(program, arguments));
    }

    /** Runs a shell script as they run, with them first on its path, for two minutes at most. */
    public Outcome shell(Path folder, Map<String, String> environment, String script) {
        var command = new ArrayList<String>(prefix());
        command.addAll(List.of("sh", "-euc", script));
        return execute(folder, environment, command);
    }

    private Outcome execute(Path folder, Map<String, String> environment, List<String> command) {
        try {
            // a file, not a pipe: servers that are started inherit it and would keep a pipe open
            Path output = Files.createTempFile("awa-output-", ".txt");
            try {
                var builder = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                builder.environment().merge("PATH", bin().toString(), (path, first) -> first + ":" + path);
                Process process = builder.start();
                if (!process.waitFor(2, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new LaunchException(String.join(" ", command) + " does not end");
                }
                return new Outcome(process.exitValue(), Files.readString(output, UTF_8));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new LaunchException(String.join(" ", command) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("interrupted while running " + String.join(" ", command), e);
        }
    }

    /** How a program ended and what it printed. */
    public record Outcome(int code, String output) {}

    /** What comes before a program of PostgreSQL on the command line of this user. */
    private static synchronized List<String> prefix() {
        if (prefix == null) {
            prefix = new UnixSystem().getUid() == 0 ? namespace() : List.of();
        }
        return prefix;
    }

    private static List<String> namespace() {
        String refused =
                "PostgreSQL refuses to run as root, and this machine allows no user namespaces to run it in: start it as an ordinary user";
        try {
            Process attempt = new ProcessBuilder("unshare", "-U", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            if (attempt.waitFor() != 0) {
                throw new UnsupportedMachineException(refused);
            }
            return List.of("unshare", "-U");
        } catch (IOException e) {
            throw new UnsupportedMachineException(refused, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("interrupted while looking for user namespaces", e);
        }
    }
}
