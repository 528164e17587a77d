package dev.awa.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.testkit.AwaDatabase;
import dev.awa.worker.AwaWorker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DemoHandlersTest {

    private static final String WAITING_INSERT =
            "select pid from pg_locks where locktype = 'advisory' and not granted and objid = 42";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @TempDir
    Path folder;

    private HikariDataSource pool;
    private AwaWorker worker;
    private HttpServer receiver;
    private final List<Headers> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch hanging = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        receiver.setExecutor(Executors.newCachedThreadPool());
        receiver.createContext("/ok", exchange -> {
            received.add(exchange.getRequestHeaders());
            byte[] echo = exchange.getRequestBody().readAllBytes();
            database.get().run("insert into echo values ('" + new String(echo, UTF_8) + "')");
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        receiver.createContext("/moved", exchange -> {
            received.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        receiver.createContext("/hang", exchange -> {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        receiver.start();
        database.get().run("create table echo (body jsonb)");
        pool = new HikariDataSource();
        pool.setJdbcUrl(database.get().jdbcUrl());
        worker = AwaWorker.builder(pool)
                .queue("default")
                .handle(DeliverWebhook.KIND, new DeliverWebhookHandler())
                .handle(ImportCsv.KIND, new ImportCsvHandler(pool, folder))
                .start();
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        worker.close();
        pool.close();
        receiver.stop(0);
    }

    private String value(String sql, Object... parameters) {
        return database.get().value(sql, parameters);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
    }

    /** Runs a job with two attempts at most and returns its state, attempts and newest error. */
    private String outcome(String kind, String args) {
        String id = enqueue(kind, args);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        value("select state from awa.get_job(?::bigint)", id).matches("completed|failed|cancelled"));
        return value(
                "select concat_ws(' ', state, attempt, failures -> -1 ->> 'error') from awa.get_job(?::bigint)", id);
    }

    private String enqueue(String kind, String args) {
        return value(
                "select id from awa.insert_job(?, ?::jsonb, max_attempts => 2, opts => ?::jsonb)",
                kind,
                args,
                "{\"backoff\": {\"kind\": \"fixed\", \"base\": \"10 ms\"}}");
    }

    /** The insert of one number into table t waits until nobody else holds advisory lock 42. */
    private void makeInsertsWait(int number) {
        database.get()
                .run("create function wait_for_test() returns trigger language plpgsql as $$begin if new.nr = " + number
                        + " then perform pg_advisory_xact_lock(42); end if; return new; end$$");
        database.get().run("create trigger wait before insert on t for each row execute function wait_for_test()");
    }

    @Test
    void webhookArrivesWithBodyAndHeaders() {
        String args =
                "{\"url\": \"" + url("/ok") + "\", \"body\": {\"n\": [1, null]}, \"headers\": {\"X-My\": \"own\"}}";

        assertThat(outcome("deliver_webhook", args)).isEqualTo("completed 1");

        assertThat(value("select body::text from echo")).isEqualTo("{\"n\": [1, null]}");
        String id = value("select id from awa.jobs");
        assertThat(received).singleElement().satisfies(headers -> {
            assertThat(headers.getFirst("Content-Type")).isEqualTo("application/json");
            assertThat(headers.getFirst("Idempotency-Key")).isEqualTo("awa-" + id);
            assertThat(headers.getFirst("Awa-Attempt")).isEqualTo("1");
            assertThat(headers.getFirst("X-My")).isEqualTo("own");
        });
        assertThat(value("select result ->> 'status' from awa.jobs")).isEqualTo("201");
    }

    @Test
    void otherStatusIsARetryUnderTheSameIdempotencyKey() {
        assertThat(outcome("deliver_webhook", "{\"url\": \"" + url("/moved") + "\"}"))
                .isEqualTo("failed 2 302 from " + url("/moved"));

        assertThat(received).hasSize(2);
        assertThat(received)
                .extracting(headers -> headers.getFirst("Idempotency-Key"))
                .containsOnly("awa-" + value("select id from awa.jobs"));
        assertThat(received)
                .extracting(headers -> headers.getFirst("Awa-Attempt"))
                .containsExactly("1", "2");
    }

    @Test
    void refusedConnectionIsARetry() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        assertThat(outcome("deliver_webhook", "{\"url\": \"http://127.0.0.1:" + port + "/\"}"))
                .startsWith("failed 2 cannot deliver to http://127.0.0.1:" + port + "/: ConnectException");
    }

    @Test
    void receiverThatDoesNotAnswerInTimeIsARetry() {
        assertThat(outcome("deliver_webhook", "{\"url\": \"" + url("/hang") + "\", \"timeout_ms\": 50}"))
                .isEqualTo("failed 2 no answer from " + url("/hang") + " in 50 ms");
    }

    @Test
    void cancelledDeliveryStopsWaiting() {
        String id = enqueue("deliver_webhook", "{\"url\": \"" + url("/hang") + "\", \"timeout_ms\": 3600000}");
        Awaitility.await()
                .until(() ->
                        value("select state from awa.get_job(?::bigint)", id).equals("running"));

        value("select outcome from awa.cancel_job(?::bigint)", id);

        worker.close(); // would wait for its handler
        assertThat(value("select state from awa.get_job(?::bigint)", id)).isEqualTo("cancelled");
    }

    @Test
    void webhookThatCanNeverBeDeliveredFailsForGood() {
        assertThat(outcome("deliver_webhook", "{}"))
                .isEqualTo("failed 1 this webhook can never be delivered: args.url is missing");
        assertThat(outcome("deliver_webhook", "{\"url\": \"ftp://h/\"}"))
                .startsWith("failed 1 ")
                .contains("ftp");
        assertThat(outcome("deliver_webhook", "{\"url\": \"http://h/\", \"headers\": {\"Host\": \"x\"}}"))
                .startsWith("failed 1 ")
                .contains("Host");
    }

    @Test
    void csvIsLoadedIntoANewTable() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "nr,\"some text\"\r\n1,\"x, y\"\r\n2,\"line\nend\"\r\n3,\r\n");

        assertThat(outcome("import_csv", "{\"file\": \"a.csv\", \"table\": \"my \\\"table\\\"\", \"chunk\": 2}"))
                .isEqualTo("completed 1");

        assertThat(
                        value(
                                "select string_agg(nr || ':' || coalesce(\"some text\", 'null'), ';') from \"my \"\"table\"\"\""))
                .isEqualTo("1:x, y;2:line\nend;3:null");
        assertThat(value("select result ->> 'rows' from awa.jobs")).isEqualTo("3");
    }

    @Test
    void rowThatTheTableRefusesFailsTheImportForGood() throws IOException {
        database.get().run("create schema s; create table s.t (nr int)");
        Files.writeString(folder.resolve("a.csv"), "nr\n1\n2\n3\nfour\n");

        assertThat(outcome("import_csv", "{\"file\": \"a.csv\", \"table\": \"s.t\", \"chunk\": 2}"))
                .startsWith("failed 1 ")
                .contains("invalid input syntax for type integer: \"four\"");

        assertThat(value("select count(*) from s.t")).as("rows of whole chunks").isEqualTo("2");
    }

    @Test
    void importThatWasCancelledCommitsNoMoreRows() throws Exception {
        database.get().run("create table t (nr int)");
        makeInsertsWait(3);
        Files.writeString(folder.resolve("a.csv"), "nr\n1\n2\n3\n4\n");
        try (Connection holder = database.get().connect();
                Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(42)");
            String id = enqueue("import_csv", "{\"file\": \"a.csv\", \"table\": \"t\", \"chunk\": 1}");
            Awaitility.await().until(() -> value(WAITING_INSERT) != null);
            assertThat(value("select progress ->> 'message' from awa.get_job(?::bigint)", id))
                    .isEqualTo("2 rows");

            value("select outcome from awa.cancel_job(?::bigint)", id);
            statement.execute("select pg_advisory_unlock(42)");
            worker.close();

            assertThat(value("select state from awa.get_job(?::bigint)", id)).isEqualTo("cancelled");
            assertThat(value("select count(*) from t")).isEqualTo("2");
        }
    }

    @Test
    void fileThatChangedBetweenAttemptsIsNotGoneOnWith() throws Exception {
        database.get().run("create table t (nr int)");
        makeInsertsWait(2);
        Path file = Files.writeString(folder.resolve("a.csv"), "nr\n1\n2\n3\n");
        try (Connection holder = database.get().connect();
                Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(42)");
            String id = enqueue("import_csv", "{\"file\": \"a.csv\", \"table\": \"t\", \"chunk\": 1}");
            Awaitility.await().until(() -> value(WAITING_INSERT) != null);

            Files.writeString(file, "nr\n1\n22\n3\n");
            value("select pg_terminate_backend(?::int)", value(WAITING_INSERT));

            Awaitility.await()
                    .until(() -> value("select state from awa.get_job(?::bigint)", id)
                            .equals("failed"));
            assertThat(value("select attempt || ' ' || (failures -> -1 ->> 'error') from awa.get_job(?::bigint)", id))
                    .isEqualTo("2 " + file + " has changed since 1 of its rows were loaded");
            assertThat(value("select count(*) from t")).isEqualTo("1");
        }
    }

    @Test
    void argumentsThatCannotWorkFailForGood() throws IOException {
        Path outside = Files.writeString(folder.resolveSibling("outside.csv"), "a\n1\n");
        Files.createSymbolicLink(folder.resolve("link.csv"), outside);
        Files.writeString(folder.resolve("open.csv"), "a\n\"1\n");
        Files.writeString(folder.resolve("a.csv"), "a\n1\n");

        assertThat(outcome("import_csv", "{\"table\": \"t\"}")).isEqualTo("failed 1 args.file is missing");
        assertThat(outcome("import_csv", "{\"file\": \"a.csv\"}")).isEqualTo("failed 1 args.table is missing");
        assertThat(outcome("import_csv", "{\"file\": \"none.csv\", \"table\": \"t\"}"))
                .isEqualTo("failed 1 args.file names no file: none.csv");
        assertThat(outcome("import_csv", "{\"file\": \"link.csv\", \"table\": \"t\"}"))
                .isEqualTo("failed 1 args.file is outside of " + folder + ": link.csv");
        assertThat(outcome("import_csv", "{\"file\": \"a.csv\", \"table\": \"t\", \"chunk\": 0}"))
                .isEqualTo("failed 1 args.chunk is 0, not 1 to 10000");
        assertThat(outcome("import_csv", "{\"file\": \"open.csv\", \"table\": \"t\"}"))
                .contains("is not valid CSV: the record at byte 2 has a quote that is never closed");
        Files.delete(outside);
    }
}
