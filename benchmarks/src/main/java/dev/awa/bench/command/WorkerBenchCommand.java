package dev.awa.bench.command;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.shapes.WorkerBenchmark;
import dev.awa.bench.shapes.WorkerReport;
import dev.awa.cli.CliException;
import dev.awa.cli.DatabaseOption;
import dev.awa.cli.DatabaseUrl;
import dev.awa.cli.Databases;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Measures Awa with its Java worker: rates, latencies, held snapshots, and a long run.",
            "All shapes take about two and a half hours. The jobs stay in the ledger: use a scratch database."
        })
final class WorkerBenchCommand implements Runnable {
    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--shapes",
            paramLabel = "NAME",
            split = ",",
            description = "Which loads, with commas between; all unless told. A wrong name lists them.")
    private @Nullable List<String> shapes;

    @Option(names = "--jobs", paramLabel = "N", description = "Jobs of a drain; the other shapes take part of it.")
    private int jobs = 100_000;

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each, after a warm-up.")
    private int runs = 5;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long something is held open (10 unless told), and how long the soak lasts (60).")
    private @Nullable Integer minutes;

    @Option(names = "--ahead", paramLabel = "N", description = "Jobs that are scheduled far ahead in shape scheduled.")
    private int ahead;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Connections that the pollers of pollers-1000 share; 1000 for one each.")
    private int connections = 16;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write all runs as JSON.")
    private Path json = Path.of("bench-worker.json");

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Where to draw a picture per shape; none unless told.")
    private @Nullable Path images;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        DatabaseUrl url = database.orDatabaseUrlOfEnvironment()
                .orElseThrow(() -> new CliException("Which database? Name a scratch one with --database-url,"
                        + " AWA_DATABASE_URL or DATABASE_URL."));
        WorkerBenchmark.Options options = options();
        PrintWriter out = spec.commandLine().getOut();
        try {
            try (Connection connection = Databases.connect(url)) {
                Databases.requireAwa(connection, url);
            }
            write("");
            var benchmark = new WorkerBenchmark(url.toJdbcWithLogin(), options);
            // Ctrl-C leaves no worker registered
            Runtime.getRuntime().addShutdownHook(new Thread(benchmark::stop));
            WorkerReport report = benchmark.run(out);
            write(report.toJson());
            report.print(out);
            out.println("All runs are in " + json + ".");
            if (images != null) {
                draw(report, images);
                out.println("The pictures are in " + images + ".");
            }
        } catch (SQLException e) {
            throw new CliException("The benchmark failed in " + url + ": " + Databases.sentence(e) + ".", e);
        } catch (BenchmarkException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    private WorkerBenchmark.Options options() {
        if (jobs < 1 || jobs > 10_000_000 || runs < 1 || runs > 1000 || ahead < 0) {
            throw wrong("--jobs must be 1 to 10000000, --runs 1 to 1000 and --ahead not negative, not " + jobs + ", "
                    + runs + " and " + ahead);
        }
        if (connections < 1 || connections > 1000) {
            throw wrong("--connections must be 1 to 1000, not " + connections);
        }
        if (minutes != null && (minutes < 1 || minutes > 10_000)) {
            throw wrong("--minutes must be 1 to 10000, not " + minutes);
        }
        List<String> known = WorkerBenchmark.shapes();
        List<String> wanted = shapes == null ? known : shapes;
        for (String shape : wanted) {
            if (!known.contains(shape)) {
                throw wrong("--shapes: '" + shape + "' is not one of " + String.join(", ", known));
            }
        }
        return new WorkerBenchmark.Options(
                wanted, runs, jobs, minutes == null ? null : Duration.ofMinutes(minutes), ahead, connections);
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /** Before the measuring too: a file that cannot be written must not cost the figures. */
    private void write(String text) {
        try {
            Files.writeString(json, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new CliException("The file " + json + " of --json cannot be written: " + e + ".", e);
        }
    }

    private static void draw(WorkerReport report, Path folder) {
        try {
            report.draw(folder);
        } catch (IOException e) {
            throw new CliException("The folder " + folder + " of --images cannot be written: " + e + ".", e);
        }
    }
}
