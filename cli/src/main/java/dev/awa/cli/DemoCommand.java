package dev.awa.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.awa.cli.demo.CsvFile;
import dev.awa.cli.demo.WebhookReceiver;
import dev.awa.cli.server.DevFolder;
import dev.awa.client.JsonCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Enqueues a mix of jobs by plain SQL for a running awa dev, and watches them end.")
final class DemoCommand implements Callable<Integer> {
    private static final Path ORDERS = Checkout.root().resolve("examples/data/orders.csv");

    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of the awa dev to use, default .awa of the checkout.")
    private Path dir = Checkout.devFolder();

    @Option(
            names = "--receiver-url",
            paramLabel = "URL",
            description = "Where webhooks go; default the receiver of awa dev, or one of this command's own.")
    private @Nullable String receiverUrl;

    @Option(
            names = "--webhooks",
            paramLabel = "N",
            description = "How many webhooks the batch has, 0 to 2000; default ${DEFAULT-VALUE}.")
    private int webhooks = 40;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (webhooks < 0 || webhooks > 2000) {
            throw new CliException("--webhooks is " + webhooks + ", not 0 to 2000.");
        }
        Optional<DevFolder.Announcement> running = DevFolder.running(dir);
        DatabaseUrl url = database.get()
                .or(() -> running.map(dev -> DatabaseUrl.parse(dev.databaseUrl())))
                .orElseThrow(() -> new CliException("No awa dev is running with " + dir
                        + ": start ./awa dev in another terminal, or name a database with --database-url."));
        database.named().ifPresent(named -> {
            PrintWriter out = spec.commandLine().getOut();
            out.println("The database is " + url + ", by " + named.source() + ".");
            out.flush();
        });
        boolean ofRunningDev =
                running.filter(dev -> dev.databaseUrl().equals(url.toUri())).isPresent();
        try (Connection connection = Databases.connect(url);
                var ownReceiver = new Closer()) {
            Databases.requireAwa(connection, url);
            String receiver = receiverUrl;
            if (receiver == null && ofRunningDev) {
                receiver = running.get().receiverUrl();
            } else if (receiver == null) {
                receiver = ownReceiver.add(WebhookReceiver.start(0)).url();
            }
            return run(connection, receiver);
        } catch (SQLException e) {
            throw new CliException("The demo ended early: " + Databases.sentence(e) + ".", e);
        }
    }

    private int run(Connection connection, String receiver) throws SQLException, IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        var jobs = new DemoJobs(connection, out);
        List<Map<String, String>> orders = readOrders();
        jobs.createTable();
        jobs.insert(
                "loads all orders, 100 rows a transaction",
                "select * from awa.insert_job('import_csv', ?::jsonb)",
                json(Map.of("file", ORDERS.toString(), "table", DemoJobs.TABLE, "chunk", 100)));
        jobs.insert(
                "tells about the first " + webhooks + " of them, in one batch",
                "select * from awa.insert_jobs(?::jsonb) order by ordinal",
                json(orders.stream()
                        .limit(webhooks)
                        .map(order -> Map.of("kind", "deliver_webhook", "args", webhook(receiver, "/orders", order)))
                        .toList()));
        jobs.insert("is refused by its receiver the first time", """
                select * from awa.insert_job('deliver_webhook', ?::jsonb, priority => 1,
                    opts => '{"backoff": {"kind": "fixed", "base": "1 s"}}')""", json(webhook(receiver, "/flaky", "try again")));
        jobs.insert(
                "is refused always, so it ends among the dead letters",
                """
                select * from awa.insert_job('deliver_webhook', ?::jsonb, max_attempts => 2,
                    opts => '{"backoff": {"kind": "fixed", "base": "500 ms"}}')""",
                json(webhook(receiver, "/status/500", "never")));
        for (String attempt : List.of("waits for two seconds", "is the same again, so the first one is found")) {
            jobs.insert(attempt, """
                    select * from awa.insert_job('deliver_webhook', ?::jsonb, run_at => now() + interval '2 s',
                        unique_by => '{"args": ["url"]}')""", json(webhook(receiver, "/reminder", "later")));
        }
        try (var schedule =
                jobs.schedule(json(webhook(receiver, "/schedule", Map.of("fired_at", Map.of("$fire", "time")))))) {
            boolean asExpected = jobs.watch(orders.size());
            try (var limit = jobs.limit(json(webhook(receiver, "/limited", "in turn")))) {
                limit.awaitStarts();
            }
            schedule.awaitFires(2);
            return asExpected ? 0 : 1;
        }
    }

    private static List<Map<String, String>> readOrders() throws IOException {
        var orders = new ArrayList<Map<String, String>>();
        try (var csv = new CsvFile(ORDERS)) {
            for (var chunk = csv.next(1); chunk.records() > 0; chunk = csv.next(1)) {
                List<String> fields = CsvFile.fields(new String(chunk.bytes(), UTF_8));
                var order = new LinkedHashMap<String, String>();
                for (int i = 0; i < fields.size(); i++) {
                    order.put(csv.header().get(i), fields.get(i));
                }
                orders.add(order);
            }
        } catch (CsvFile.MalformedException e) {
            throw new CliException(ORDERS + " is not valid CSV: " + e.getMessage() + ".", e);
        }
        return orders;
    }

    private static Map<String, Object> webhook(String receiver, String path, Object body) {
        return Map.of("url", receiver + path, "body", body);
    }

    private static String json(Object value) {
        return JsonCodec.standard().encode(value);
    }
}
