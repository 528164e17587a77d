package dev.awa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.accounting.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestServerTest {

    private static final String LOCK = "lock table public.t";

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    @DisabledIfSystemProperty(named = "awa.test.jdbc-url", matches = ".+", disabledReason = "the server is given")
    @DisabledIfEnvironmentVariable(named = "AWA_TEST_JDBC_URL", matches = ".+", disabledReason = "the server is given")
    void serverHasTheVersionAskedFor(int version) {
        TestServer server = TestServer.get(version);

        assertThat(server.administrator().value("show server_version")).startsWith(version + ".");
        assertThat(TestServer.get(version)).isSameAs(server);
    }

    @Test
    void anotherVersionIsRefused() {
        assertThatThrownBy(() -> TestServer.get(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PostgreSQL 9 is not among the versions for tests: 15, 18");
    }

    @Test
    void databasesStartWithAwaInstalledAndDoNotShareChanges() {
        try (TestDatabase one = TestServer.get().createDatabase();
                TestDatabase two = TestServer.get().createDatabase()) {
            one.run("create table public.mine (id int)");

            assertThat(one.value("select count(*) from awa_store.schema_history where success"))
                    .isNotEqualTo("0");
            assertThat(two.value("select to_regclass('public.mine')")).isNull();
        }
    }

    @Test
    void preparationRunsOncePerName() {
        int[] runs = {0};
        for (int i = 0; i < 2; i++) {
            try (TestDatabase database = TestServer.get().createDatabase("prepared", source -> {
                runs[0]++;
                try (Connection connection = source.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("create table public.prepared as select 7 as n");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            })) {
                assertThat(database.value("select n from public.prepared")).isEqualTo("7");
            }
        }
        assertThat(runs[0]).isEqualTo(1);
    }

    @Test
    void failedPreparationIsTriedAgain() {
        assertThatThrownBy(() -> TestServer.get().createDatabase("flaky", source -> {
                    throw new IllegalStateException("not today");
                }))
                .hasMessage("not today");

        try (TestDatabase database = TestServer.get().createDatabase("flaky", source -> {})) {
            assertThat(database.value("select 1")).isEqualTo("1");
        }
    }

    @Test
    void closedDatabaseIsGoneWithItsSessions() throws Exception {
        TestDatabase database = TestServer.get().createDatabase();
        try (Connection connection = database.connect()) {
            database.close();

            assertThat(connection.isValid(1)).isFalse();
        }
        assertThat(TestServer.get()
                        .administrator()
                        .value("select 1 from pg_database where datname = ?", database.name()))
                .isNull();
    }

    @Test
    void lockWaitIsSeen() throws Exception {
        try (TestDatabase database = TestServer.get().createDatabase();
                Session holder = Session.open(database);
                Session waiter = Session.open(database)) {
            database.run("create table public.t (id int)");
            holder.begin();
            holder.run(LOCK);
            waiter.begin();

            Session.Running waiting = waiter.startAndBlock(LOCK);

            assertThat(holder.number("select count(*) from pg_locks where pid = ? and not granted", waiter.pid()))
                    .isEqualTo(1);
            holder.rollback();
            assertThat(waiting.rows()).isEmpty();
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "awa.test.jdbc-url", matches = ".+", disabledReason = "the server is given")
    @DisabledIfEnvironmentVariable(named = "AWA_TEST_JDBC_URL", matches = ".+", disabledReason = "the server is given")
    void serverEndsWhenItsJvmIsKilled() throws IOException {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledJvm.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> report;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            report = output.lines()
                    .dropWhile(line -> !line.equals("ready"))
                    .skip(1)
                    .limit(2)
                    .toList();
            jvm.destroyForcibly();
        }
        ProcessHandle postmaster =
                ProcessHandle.of(Long.parseLong(report.get(0))).orElseThrow();
        Path data = Path.of(report.get(1));

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !postmaster.isAlive() && !Files.exists(data));
    }

    /** Starts a server, tells of it, and waits to be killed. */
    static final class KilledJvm {

        private KilledJvm() {}

        public static void main(String[] args) throws Exception {
            TestDatabase administrator = TestServer.get().administrator();
            System.out.println("ready");
            System.out.println(
                    administrator.value("select pid from pg_stat_activity where backend_type = 'checkpointer'"));
            System.out.println(administrator.value("show data_directory"));
            new CountDownLatch(1).await();
        }
    }
}
