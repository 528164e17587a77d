package dev.awa.contract.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.PgTapDatabase;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

        run("go", List.of("go", "vet", "./..."));
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

    /** @param scratch an empty folder for the interpreter and the packages that it needs */
    void python(Path scratch) throws IOException, InterruptedException {
        Toolchain.require("python3", "-m", "venv", "--help");

        run("python", List.of("python3", "-m", "venv", scratch.toString()));
        String python = scratch.resolve("bin/python").toString();
        run("python", List.of(python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"));
        run("python", List.of(python, "-m", "mypy", "--strict", "--cache-dir", "/dev/null", "awa", "tests"));
        String report = run("python", List.of(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"));

        assertThat(report).containsPattern("\\d\\d+ passed").doesNotContain("failed", "skipped");
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
