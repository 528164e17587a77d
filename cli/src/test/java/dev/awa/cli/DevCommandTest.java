package dev.awa.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.awa.testkit.TestServer;
import dev.awa.testkit.Toolchain;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevCommandTest {

    /** Shared by the tests, so that data are made once. */
    private static final Path DIR = Path.of("target", "dev").toAbsolutePath();

    /** A running {@code awa dev} and its database. */
    private record Dev(CliProcess process, DatabaseUrl url, String receiver, boolean ownServer)
            implements AutoCloseable {

        static Dev start(String... further) throws Exception {
            var arguments = Stream.concat(
                    Stream.of("dev", "--dir", DIR.toString(), "--port", "0", "--receiver-port", "0"),
                    Stream.of(further));
            CliProcess process = CliProcess.awa(arguments.toArray(String[]::new));
            try {
                process.awaitLine("Ctrl-C drains and stops everything");
                return new Dev(
                        process,
                        DatabaseUrl.parse(
                                process.awaitLine("^ +(postgres://\\S+)$").group(1)),
                        process.awaitLine("webhook receiver on (http://\\S+)").group(1),
                        !List.of(further).contains("--database-url"));
            } catch (Throwable e) {
                process.close();
                throw e;
            }
        }

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url.toJdbc(), url.user(), url.password());
        }

        String value(String sql, Object... parameters) throws SQLException {
            try (Connection connection = connect();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? row.getString(1) : null;
                }
            }
        }

        String enqueue(String kind, String args) throws SQLException {
            return value("select id from awa.insert_job(kind => ?, args => ?::jsonb)", kind, args);
        }

        void awaitEndOfServer() {
            int port = Integer.parseInt(url.hosts().split(":")[1]);
            Awaitility.await("the end of the server")
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> {
                        try (var socket = new Socket("127.0.0.1", port)) {
                            return false;
                        } catch (ConnectException e) {
                            return Files.notExists(DIR.resolve("data/postmaster.pid"));
                        }
                    });
        }

        @Override
        public void close() throws Exception {
            process.close();
            if (ownServer) {
                awaitEndOfServer();
            }
        }
    }

    /** Data of an earlier run of the tests may be of a schema that was never released. */
    @BeforeAll
    static void startEmpty() throws Exception {
        try (Dev dev = Dev.start("--fresh")) {
            assertThat(dev.value("select count(*) from awa.jobs")).isEqualTo("0");
        }
    }

    @Tag("tools")
    @Test
    void dataAreKeptUnlessAFreshStartIsAskedFor() throws Exception {
        String count = "select count(*) from awa.jobs where kind = 'kept'";
        try (Dev dev = Dev.start()) {
            dev.value("select id from awa.insert_job('kept', queue => 'nobody')");
        }
        try (Dev dev = Dev.start()) {
            assertThat(dev.value(count)).isEqualTo("1");
        }
        try (Dev dev = Dev.start("--fresh")) {
            assertThat(dev.value(count)).isEqualTo("0");
        }
    }

    @Test
    void jobEnqueuedBySqlRunsAndShowsAsOneLine() throws Exception {
        try (Dev dev = Dev.start()) {
            String job = dev.enqueue(
                    "deliver_webhook", "{\"url\": \"" + dev.receiver() + "/hello\", \"body\": {\"from\": \"a test\"}}");

            dev.process()
                    .awaitLine("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  #" + job
                            + " +deliver_webhook +default +attempt 1/25 +completed +\\d+ ms$");
            assertThat(get(dev.receiver())).contains("\"/hello\"", "a test");
        }
    }

    @Test
    void refusedWebhookIsRetriedAndTheLineSaysWhy() throws Exception {
        try (Dev dev = Dev.start()) {
            String job = dev.value(
                    "select id from awa.insert_job('deliver_webhook', ?::jsonb, opts => ?::jsonb)",
                    "{\"url\": \"" + dev.receiver() + "/flaky\"}",
                    "{\"backoff\": {\"kind\": \"fixed\", \"base\": \"100 ms\"}}");

            dev.process().awaitLine("#" + job + " .* attempt 1/25 +retryable .* again at .* 503 from http://");
            dev.process().awaitLine("#" + job + " .* attempt 2/25 +completed");
        }
    }

    @Test
    void interruptDrainsAndLeavesNothingBehind() throws Exception {
        var arrived = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        slow.createContext("/", exchange -> {
            arrived.countDown();
            awaitQuietly(release);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        slow.start();
        try (Dev dev = Dev.start()) {
            String job = dev.enqueue(
                    "deliver_webhook",
                    "{\"url\": \"http://127.0.0.1:" + slow.getAddress().getPort() + "\"}");
            arrived.await();

            dev.process().signal("INT");
            dev.process().awaitLine("^Draining");
            release.countDown();

            assertThat(dev.process().exitCode()).isEqualTo(130);
            assertThat(dev.process().output()).containsPattern("(?s)Draining.*#" + job + " .*completed.*Stopped\\.$");
            dev.awaitEndOfServer();
            try (Dev again = Dev.start()) {
                assertThat(again.value("select state from awa.get_job(?::bigint)", job))
                        .isEqualTo("completed");
            }
        } finally {
            release.countDown();
            slow.stop(0);
        }
    }

    @Test
    void serverEndsByItselfWhenTheCommandIsKilled() throws Exception {
        try (Dev dev = Dev.start()) {
            dev.process().signal("KILL");

            dev.awaitEndOfServer();
        }
    }

    @Tag("tools")
    @Test
    void serverWhoseSupervisorWasKilledTooIsStoppedByTheNextStartAndItsDataAreKept() throws Exception {
        try (Dev dev = Dev.start()) {
            String job =
                    dev.value("select id from awa.insert_job('deliver_webhook', run_at => now() + interval '1 day')");
            long server = Long.parseLong(
                    Files.readAllLines(DIR.resolve("data/postmaster.pid")).get(0));
            List<ProcessHandle> supervisors = ProcessHandle.of(dev.process().pid())
                    .orElseThrow()
                    .children()
                    .toList();
            assertThat(supervisors).hasSize(1);
            dev.process().signal("STOP"); // or it would notice the end of its supervisor
            supervisors.get(0).destroyForcibly();
            dev.process().signal("KILL");
            assertThat(ProcessHandle.of(server)).isPresent();

            try (Dev again = Dev.start()) {
                assertThat(again.process().output())
                        .contains("Stopped a server (process " + server + ") that an earlier run had left behind.");
                assertThat(again.value("select state from awa.get_job(?::bigint)", job))
                        .isEqualTo("scheduled");
            }
        }
    }

    @Tag("tools")
    @Test
    void importGoesOnFromItsCheckpointAfterAKill(@TempDir Path files) throws Exception {
        int rows = 60_000;
        try (BufferedWriter csv = Files.newBufferedWriter(files.resolve("big.csv"))) {
            csv.write("nr,text\n");
            for (int i = 1; i <= rows; i++) {
                csv.write(i + ",\"row " + i + "\n\"\n");
            }
        }
        String job;
        try (Dev dev = Dev.start("--files", files.toString())) {
            job = dev.enqueue("import_csv", "{\"file\": \"big.csv\", \"table\": \"public.big\", \"chunk\": 20}");
            Awaitility.await("some rows")
                    .until(() -> dev.value("select to_regclass('public.big')") != null
                            && Integer.parseInt(dev.value("select count(*) from public.big")) > 1000);
            dev.process().signal("KILL");
            dev.awaitEndOfServer();
        }
        try (Dev dev = Dev.start("--files", files.toString())) {
            int loaded = Integer.parseInt(dev.value("select count(*) from public.big"));
            assertThat(loaded).isBetween(1000, rows - 1);

            dev.process().awaitLine("#" + job + " +import_csv .* attempt 2/25 +completed");

            assertThat(dev.value("select count(*) || ' ' || count(distinct nr) from public.big"))
                    .isEqualTo(rows + " " + rows);
        }
    }

    @Tag("tools")
    @Test
    void secondOneWithTheSameFolderIsRefused() throws Exception {
        try (Dev dev = Dev.start();
                CliProcess second = CliProcess.awa("dev", "--dir", DIR.toString(), "--port", "0")) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output())
                    .isEqualTo("awa: awa dev is running already with " + DIR + "; stop that one with Ctrl-C first, or"
                            + " give this one another folder with --dir.");
            assertThat(dev.value("select 1")).isEqualTo("1");
        }
    }

    @Tag("tools")
    @Test
    void usualPortsInUseAreReplacedByOthers() throws Exception {
        try (var server = Occupied.port(15432);
                var receiver = Occupied.port(15480);
                CliProcess dev = CliProcess.awa("dev", "--dir", DIR.toString())) {
            String port = dev.awaitLine(
                            "^Port 15432 of 127.0.0.1 is in use by another program; the server takes (\\d+) instead.$")
                    .group(1);
            dev.awaitLine(
                    "^Port 15480 of 127.0.0.1 is in use by another program; the webhook receiver takes \\d+ instead.$");
            dev.awaitLine("^ +postgres://\\S+:" + port + "/awa$");
            dev.signal("TERM");
            assertThat(dev.exitCode()).isEqualTo(143);
        }
    }

    /** A port that this test has taken, or another program before it. */
    private record Occupied(ServerSocket socket) implements AutoCloseable {
        static Occupied port(int port) throws IOException {
            var socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            } catch (BindException e) {
                assertThat(e).hasMessageContaining("in use");
            }
            return new Occupied(socket);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Tag("tools")
    @Test
    void databaseOfTheEnvironmentIsNamedBeforeItIsUsed() throws Exception {
        try (var database = TestServer.get().createEmptyDatabase();
                CliProcess dev = CliProcess.awa(
                        Map.of("AWA_DATABASE_URL", database.jdbcUrl()),
                        "dev",
                        "--dir",
                        DIR.toString(),
                        "--receiver-port",
                        "0",
                        "--queue",
                        "mail")) {
            dev.awaitLine("^Awa schema \\d+ in ");
            assertThat(dev.output())
                    .startsWith(
                            "The database is " + DatabaseUrl.parse(database.jdbcUrl())
                                    + ", by AWA_DATABASE_URL: Awa is installed there or upgraded, and the jobs of queues mail, default are worked.\n");
            dev.awaitLine("Ctrl-C drains and stops everything");
            dev.signal("TERM");
            assertThat(dev.exitCode()).isEqualTo(143);
        }
    }

    /** The first SQL of the README, and the line below {@code ./awa dev}, as they stand there. */
    @Tag("tools")
    @Test
    void firstJobsOfTheReadmeRun() throws Exception {
        Toolchain.require("psql", "--version");
        String readme = Files.readString(CliProcess.checkout().resolve("README.md"));
        String sql = found(readme, "(?s)```sql\n(.*?)```");
        String line = found(readme, "(?m)^psql \"\\$URL\" -c .*$");
        try (Dev dev = Dev.start("--fresh")) {
            Map<String, String> environment = Map.of("URL", dev.url().toUri(), "SQL", sql);
            shell(environment, "psql \"$URL\" -v ON_ERROR_STOP=1 -c \"$SQL\"");
            shell(environment, line.replace("http://127.0.0.1:15480", dev.receiver()));

            dev.process().awaitLine("#\\d+ +send_receipt .* completed");
            dev.process().awaitLine("#\\d+ +deliver_webhook .* completed");
            assertThat(get(dev.receiver())).contains("\"/hello\"");
        }
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(matcher.groupCount());
    }

    private static void shell(Map<String, String> environment, String line) throws Exception {
        try (CliProcess shell = CliProcess.start(environment, List.of("sh", "-c", line))) {
            assertThat(shell.exitCode()).as("%s%n%s", line, shell.output()).isZero();
        }
    }

    @Tag("tools")
    @Test
    void serverGivenByUrlIsUsedAndLeftRunning() throws Exception {
        try (var database = TestServer.get().createEmptyDatabase()) {
            String url = database.jdbcUrl();
            try (Dev dev = Dev.start("--database-url", url)) {
                String job = dev.enqueue("deliver_webhook", "{\"url\": \"" + dev.receiver() + "\"}");
                dev.process().awaitLine("#" + job + " .* completed");

                dev.process().signal("TERM");

                assertThat(dev.process().exitCode()).isEqualTo(143);
            }
            assertThat(database.value("select count(*) from awa.jobs where state = 'completed'"))
                    .isEqualTo("1");
        }
    }

    @Tag("tools")
    @Test
    void linesToPasteEnqueueJobs() throws Exception {
        Toolchain.require("psql", "--version");
        Toolchain.require("npm", "--version");
        Toolchain.require("go", "version");
        try (Dev dev = Dev.start()) {
            for (String line : List.of("psql ", "(cd .*npm ci", "(cd .*go run")) {
                String paste = dev.process()
                        .awaitLine("^  (" + line.replace("(", "\\(") + ".*)$")
                        .group(1);
                shell(Map.of(), paste);
            }
            for (String sender : List.of("psql", "node", "go")) {
                Awaitility.await(sender)
                        .atMost(Duration.ofSeconds(10))
                        .untilAsserted(() ->
                                assertThat(get(dev.receiver())).contains("\"/" + sender + "\"", "from " + sender));
            }
        }
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString(UTF_8))
                .body();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
