package dev.awa.cli;

import com.zaxxer.hikari.HikariDataSource;
import dev.awa.cli.demo.DeliverWebhook;
import dev.awa.cli.demo.DeliverWebhookHandler;
import dev.awa.cli.demo.ImportCsv;
import dev.awa.cli.demo.ImportCsvHandler;
import dev.awa.cli.demo.WebhookReceiver;
import dev.awa.cli.server.DevFolder;
import dev.awa.cli.server.DevServer;
import dev.awa.cli.server.Port;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import dev.awa.worker.WorkerStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a PostgreSQL with Awa, a worker with demo handlers and a webhook receiver until Ctrl-C.")
final class DevCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 15432;
    private static final int DEFAULT_RECEIVER_PORT = 15480;
    private static final int HANDLERS_AT_ONCE = 10;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the server, default " + DEFAULT_PORT + " or, if that is in use, any; 0 takes any.")
    private @Nullable Integer port;

    @Option(names = "--fresh", description = "Throw away what earlier runs have left in the server.")
    private boolean fresh;

    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder of the server's data, default .awa of the checkout.")
    private Path dir = Checkout.devFolder();

    @Option(
            names = "--queue",
            paramLabel = "NAME",
            description = "Queue to take jobs from beside 'default', repeatable.")
    private List<String> furtherQueues = List.of();

    @Option(
            names = "--receiver-port",
            paramLabel = "N",
            description =
                    "Port of the webhook receiver, default " + DEFAULT_RECEIVER_PORT + " or, if that is in use, any.")
    private @Nullable Integer receiverPort;

    @Option(
            names = "--files",
            paramLabel = "DIR",
            description = "Folder that import_csv may read, default examples/data of the checkout.")
    private Path files = Checkout.root().resolve("examples/data");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requirePort("--port", port);
        requirePort("--receiver-port", receiverPort);
        if (fresh && database.named().isPresent()) {
            throw new CliException("--fresh empties the server in " + dir + " only; leave it out with "
                    + database.named().get().source() + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        var closer = new Closer();
        var ready = new CountDownLatch(1);
        var stop = new Thread(
                () -> {
                    if (ready.getCount() == 0) {
                        out.println("Draining: no new jobs, running ones may finish ...");
                        out.flush();
                    }
                    closer.close();
                    if (ready.getCount() == 0) {
                        out.println("Stopped.");
                        out.flush();
                    }
                },
                "awa-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            start(closer, out);
        } catch (IOException | InterruptedException | RuntimeException e) {
            closer.close();
            throw e;
        }
        ready.countDown();
        new CountDownLatch(1).await(); // until a signal: the hook above then stops everything
        return 0;
    }

    private void start(Closer closer, PrintWriter out) throws IOException, InterruptedException {
        Set<String> queues = new LinkedHashSet<>(furtherQueues);
        queues.add("default");
        DevFolder folder = closer.add(DevFolder.take(dir));
        Consumer<String> notices = notice -> {
            out.println(notice);
            out.flush();
        };
        var portOfReceiver = new Port("--receiver-port", receiverPort, DEFAULT_RECEIVER_PORT, "the webhook receiver");
        WebhookReceiver receiver = closer.add(WebhookReceiver.start(portOfReceiver.find(notices)));
        DatabaseUrl url;
        if (database.named().isPresent()) {
            DatabaseOption.Named named = database.named().get();
            url = named.url();
            notices.accept("The database is " + url + ", by " + named.source()
                    + ": Awa is installed there or upgraded, and" + " the jobs of "
                    + (queues.size() == 1 ? "queue " : "queues ") + String.join(", ", queues) + " are worked.");
        } else {
            var portOfServer = new Port("--port", port, DEFAULT_PORT, "the server");
            url = closer.add(DevServer.start(folder, portOfServer, fresh, notices))
                    .url();
        }
        int connections = AwaWorker.CONNECTIONS + queues.size() * HANDLERS_AT_ONCE;
        HikariDataSource pool = closer.add(Databases.pool(url, "awa-dev", connections));
        migrate(pool, url, out);
        var webhooks = new DeliverWebhookHandler();
        webhooks.warmUp(URI.create(receiver.url()));
        closer.add(startWorker(pool, queues, webhooks, out));
        folder.announce(new DevFolder.Announcement(url.toUri(), receiver.url()));
        new Greeting(url, receiver.url(), List.copyOf(queues)).print(out);
    }

    private void migrate(HikariDataSource pool, DatabaseUrl url, PrintWriter out) {
        try {
            MigrateCommand.migrate(pool, url, out);
        } catch (CliException e) {
            if (database.get().isPresent()) {
                throw e;
            }
            throw new CliException(e.getMessage() + " To start with empty data instead: ./awa dev --fresh", e);
        }
    }

    private AwaWorker startWorker(
            HikariDataSource pool, Set<String> queues, DeliverWebhookHandler webhooks, PrintWriter out) {
        var builder = AwaWorker.builder(pool)
                .name("awa dev")
                .handle(DeliverWebhook.KIND, webhooks)
                .handle(ImportCsv.KIND, new ImportCsvHandler(pool, files))
                .handle("send_receipt", (receipt, job) -> JobResult.done()) // the first job of the README
                .listener(new JobLines(out))
                // after kill -9 a new start shall not have to wait long for the jobs that were running
                .heartbeatEvery(Duration.ofSeconds(1))
                .deadAfter(Duration.ofSeconds(5))
                .shutdownGrace(Duration.ofSeconds(10));
        queues.forEach(queue -> builder.queue(queue, options -> options.concurrency(HANDLERS_AT_ONCE)));
        try {
            return builder.start();
        } catch (WorkerStartException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requirePort(String option, @Nullable Integer value) {
        if (value != null && (value < 0 || value > 65535)) {
            throw new CliException(value + " is no port, so " + option + " cannot be " + value + ": use 0 to 65535.");
        }
    }
}
