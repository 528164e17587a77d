package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.schema.AwaSchema;
import dev.awa.testkit.TestServer;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** The same files run without Java, under psql and {@code pg_prove}; skipped where those are not installed. */
@Tag("tools")
class PgProveTest {

    @TempDir
    Path folder;

    @Test
    void filesOfEachFolderPassUnderPgProve() throws Exception {
        Result result = prove(
                "contract/insert_job.sql",
                "contract/unique_key.sql",
                "behaviour/fail_jobs/retries_with_exponential_backoff.sql",
                "behaviour/tick/rescues_the_jobs_of_a_dead_worker.sql",
                "security/role_matrix.sql",
                "plans/claims_read_what_they_hand_out.sql");

        assertThat(result.output()).doesNotContain("Result: FAIL").contains("Result: PASS");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aFailingFileFailsTheRun() throws Exception {
        Result result = prove("src/test/resources/runner/failing_line.sql");

        assertThat(result.output()).contains("Result: FAIL");
        assertThat(result.exitCode()).isNotZero();
    }

    private Result prove(String... files) throws IOException, InterruptedException {
        Toolchain.require("psql", "--version");
        Toolchain.require("pg_prove", "--version");
        Path install = Files.writeString(folder.resolve("install.sql"), AwaSchema.installSql());
        List<String> command = new ArrayList<>(List.of("bash", "prove", install.toString()));
        command.addAll(List.of(files));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(PgTapDatabase.MODULE.toFile())
                .redirectErrorStream(true);
        connect(builder.environment());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static void connect(Map<String, String> environment) {
        Properties properties = Driver.parseURL(TestServer.get().administrator().jdbcUrl(), new Properties());
        environment.put("PGHOST", properties.getProperty("PGHOST"));
        environment.put("PGPORT", properties.getProperty("PGPORT"));
        environment.put("PGUSER", properties.getProperty("user"));
        if (properties.getProperty("password") != null) {
            environment.put("PGPASSWORD", properties.getProperty("password"));
        }
    }

    private record Result(int exitCode, String output) {}
}
