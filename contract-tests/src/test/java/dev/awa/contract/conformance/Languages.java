package dev.awa.contract.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.PgTapDatabase;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Runs the tests of a folder of clients, each with its own language's tools, on a database. */
record Languages(Path clients, TestDatabase database) {

    /** Those of this build. */
    static final Path CLIENTS = PgTapDatabase.MODULE.resolve("../clients");

    void typescript() throws IOException, InterruptedException {
        Toolchain.require("node", "--version");
        Toolchain.require("npm", "--version");

        run("typescript", List.of("npm", "ci", "--silent"));
        String report = run("typescript", List.of("npm", "test", "--silent"));

        assertThat(report).containsPattern("# pass [1-9]\\d+").contains("# fail 0", "# skipped 0");
    }

    void go() throws IOException, InterruptedException {
        Toolchain.require("go", "version");

        String report = run("go", List.of("go", "test", "-count=1", "-v", "./..."));

        assertThat(report)
                .contains(
                        "--- PASS: TestConformance/pgx/",
                        "--- PASS: TestConformance/database/sql_by_pgx/",
                        "--- PASS: TestConformance/database/sql_by_lib/pq/",
                        "--- PASS: TestTheLoopOfTheContract/pgx",
                        "--- PASS: TestTheLoopOfTheContract/database/sql")
                .doesNotContain("--- FAIL: ", "--- SKIP: ");
    }

    void python() throws IOException, InterruptedException {
        String report = run("python", List.of(interpreter(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"));

        assertThat(report).containsPattern("\\d\\d+ passed").doesNotContain("failed", "skipped");
    }

    /** What the tools of the languages say about the sources alone; the TypeScript compiler has its say before each test. */
    void check() throws IOException, InterruptedException {
        Toolchain.require("go", "version");

        run("go", List.of("go", "vet", "./..."));
        run("python", List.of(interpreter(), "-m", "mypy", "--strict", "--cache-dir", "/dev/null", "awa", "tests"));
    }

    /** Python with the packages that the clients require, installed once for all that require the same. */
    private String interpreter() throws IOException, InterruptedException {
        Toolchain.require("python3", "-m", "venv", "--help");

        Path requirements = clients.resolve("python/requirements.txt");
        Path home = PgTapDatabase.MODULE.resolve("target/python-"
                + Integer.toHexString(Files.readString(requirements).hashCode()));
        Path installed = home.resolve("requirements.txt");
        // other processes of the build want the same
        try (FileChannel lock = FileChannel.open(
                        home.resolveSibling(home.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertThat(held.isValid()).isTrue();
            String python = home.resolve("bin/python").toString();
            if (!Files.exists(installed)) {
                run("python", List.of("python3", "-m", "venv", "--clear", home.toString()));
                run("python", List.of(python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"));
                Files.copy(requirements, installed);
            }
            return python;
        }
    }

    private String run(String language, List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command)
                .directory(clients.resolve(language).toFile())
                .redirectErrorStream(true);
        // libpq's form of the URL
        builder.environment().put("DATABASE_URL", database.jdbcUrl().substring("jdbc:".length()));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("PYTHONPATH", ".");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s in %s:%n%s", command, clients.resolve(language), output)
                .isZero();
        return output;
    }
}
