package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** The worker that {@code docs/workers.md} shows, as it stands there, with {@code page/main.mjs} around it. */
@Tag("sql")
class WorkerPageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PROGRAM =
            Pattern.compile("(?ms)^```js\\n(import [^\\n]*\\n(?:(?!^```).)*?export async function work\\(.*?)^```$");

    @TempDir
    static Path folder;

    private TestDatabase database;
    private Process worker;

    @BeforeAll
    static void install() throws Exception {
        Toolchain.require("node", "--version");
        Toolchain.require("npm", "--version");
        Path node = PgTapDatabase.MODULE.resolve("../examples/node");
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(node.resolve(file), folder.resolve(file));
        }
        Path driver = PgTapDatabase.MODULE.resolve("src/test/resources/page/main.mjs");
        Files.copy(driver, folder.resolve("main.mjs"));
        Matcher program = PROGRAM.matcher(new SqlPage("workers.md").text());
        assertThat(program.find()).as("the worker in docs/workers.md").isTrue();
        Files.writeString(folder.resolve("worker.mjs"), program.group(1));
        assertThat(run("", "npm", "ci", "--silent").waitFor()).as(log()).isZero();
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("log"), "");
        database = PgTapDatabase.create();
        database.run("create table greeted (name text)");
        // libpq's form of the URL
        worker = run(database.jdbcUrl().substring("jdbc:".length()), "node", "main.mjs");
        awaitSleep();
    }

    @AfterEach
    void stop() throws Exception {
        if (worker != null) {
            worker.destroyForcibly().waitFor();
        }
        if (database != null) {
            database.close();
        }
    }

    @Test
    void jobsAreDoneByANotificationAndRowsOfTheirHandlersWithThem() throws Exception {
        try (Connection listener = database.connect();
                Statement statement = listener.createStatement()) {
            statement.execute("listen awa");

            long job = insert("greet", "{\"name\": \"ada\"}");

            assertThat(listener.unwrap(PGConnection.class).getNotifications((int) PATIENCE.toMillis()))
                    .extracting(PGNotification::getParameter)
                    .contains("work:mail");
            awaitState(job, "completed");
        }
        assertThat(database.value("select result ->> 'name' from awa.jobs")).isEqualTo("ada");
        assertThat(database.value("select string_agg(name, ',') from greeted")).isEqualTo("ada");

        awaitSleep();
        awaitState(insert("greet", "{\"name\": \"bob\"}"), "completed");
    }

    @Test
    void aHandlerThatFailsLeavesNothingAndTheWorkerGoesOn() throws Exception {
        long failed = insert("stumble", "{}");
        awaitState(failed, "failed");

        assertThat(database.value("select failures -> 0 ->> 'error' from awa.jobs where id = ?", failed))
                .isEqualTo("no card left");
        assertThat(database.value("select count(*) from greeted")).isEqualTo("0");
        awaitState(insert("greet", "{\"name\": \"ada\"}"), "completed");
    }

    @Test
    void jobsOfOtherKindsAreLeftToOthers() throws Exception {
        long unknown = insert("shred", "{}");
        awaitState(insert("greet", "{\"name\": \"ada\"}"), "completed");

        assertThat(state(unknown)).isEqualTo("available");
    }

    @Test
    void aCancelledHandlerIsToldToStop() throws Exception {
        long job = insert("dawdle", "{}");
        awaitState(job, "running");

        database.run("select from awa.cancel_job(" + job + ")");

        Awaitility.await().atMost(PATIENCE).until(() -> log().contains("told to stop"));
        assertThat(state(job)).isEqualTo("cancelled");
        awaitState(insert("greet", "{\"name\": \"ada\"}"), "completed");
    }

    @Test
    void sigtermReleasesWhatHasNotEndedAndDeregistersTheWorker() throws Exception {
        long job = insert("dawdle", "{}");
        awaitState(job, "running");

        worker.destroy();

        assertThat(worker.waitFor()).as(log()).isZero();
        assertThat(state(job)).isEqualTo("available");
        assertThat(database.value("select attempt from awa.jobs where id = ?", job))
                .isEqualTo("0");
        assertThat(database.value("select count(*) from awa_store.worker")).isEqualTo("0");
    }

    private long insert(String kind, String args) {
        return Long.parseLong(database.value(
                "select id from awa.insert_job(?, ?::jsonb, queue => 'mail', max_attempts => 1)", kind, args));
    }

    private String state(long job) {
        return database.value("select state from awa.job_state(?)", job);
    }

    private void awaitState(long job, String state) throws IOException {
        awaitOne("select count(*) from awa.job_state(" + job + ") where state = '" + state + "'");
    }

    /** Asleep on the queue, and no other call under way. */
    private void awaitSleep() throws IOException {
        awaitOne("select count(*) from pg_stat_activity a join pg_locks l using (pid) where l.locktype = 'advisory'"
                + " and l.mode = 'ShareLock' and a.query like '%sleep_until_work%' and a.state = 'idle'"
                + " and a.datname = current_database()");
    }

    private void awaitOne(String count) throws IOException {
        Awaitility.await(count)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertThat(worker.isAlive())
                            .as("the worker lives: " + log())
                            .isTrue();
                    return "1".equals(database.value(count));
                });
    }

    private static Process run(String url, String... command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().put("DATABASE_URL", url);
        return builder.start();
    }

    private static String log() throws IOException {
        return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
    }
}
