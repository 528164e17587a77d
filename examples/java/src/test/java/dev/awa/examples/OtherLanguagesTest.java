package dev.awa.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of the producers in other languages, where these can be run. */
@Tag("tools")
class OtherLanguagesTest {

    private static final Path EXAMPLES = Path.of("..").toAbsolutePath().normalize();

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @Test
    void nodeProducerPassesItsTests() throws Exception {
        Toolchain.require("node", "--version");
        Toolchain.require("npm", "--version");

        run("node", "npm", "ci", "--silent");
        String report = run("node", "node", "--test", "--test-reporter=tap");

        assertThat(report).containsPattern("(?m)^# pass [1-9]").contains("# fail 0", "# skipped 0");
    }

    @Test
    void goProducerPassesItsTests() throws Exception {
        Toolchain.require("go", "version");

        String report = run("go", "go", "test", "-count=1", "-v", "./...");

        assertThat(report).contains("--- PASS: ").doesNotContain("--- FAIL: ", "--- SKIP: ");
    }

    @Test
    void goTourRunsFromBeginningToEnd() throws Exception {
        Toolchain.require("go", "version");

        String output = run("go", "go", "run", "./cmd/tour");

        assertThat(output)
                .containsPattern("order \\d+ and job \\d+ \\(available\\) were committed together")
                .contains("card declined: neither the order nor its job exists")
                .containsPattern("reminder: job (\\d+) inserted, then job \\1 existing")
                .containsPattern("refused: .*SQLSTATE AW004")
                .containsPattern("reminder \\d+ is cancelled");
    }

    @Test
    void pythonProducerPassesItsTests(@TempDir Path folder) throws Exception {
        Toolchain.require("python3", "-m", "venv", "--help");

        run("python", "python3", "-m", "venv", folder.toString());
        String python = folder.resolve("bin/python").toString();
        run("python", python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt");
        String report = run("python", python, "-m", "pytest", "-q", "-p", "no:cacheprovider");

        assertThat(report).containsPattern("\\d passed").doesNotContain("failed", "skipped");
    }

    private String run(String example, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command)
                .directory(EXAMPLES.resolve(example).toFile())
                .redirectErrorStream(true);
        // libpq's form of the URL, which Node and Go drivers share
        builder.environment().put("DATABASE_URL", database.get().jdbcUrl().substring("jdbc:".length()));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s in %s:%n%s", List.of(command), example, output)
                .isZero();
        return output;
    }
}
