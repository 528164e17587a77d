package dev.awa.bench.command;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.peers.PeersBenchmark;
import dev.awa.bench.peers.PeersOptions;
import dev.awa.bench.peers.PeersReport;
import dev.awa.bench.peers.Server;
import dev.awa.cli.Checkout;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Compares Awa with other job queues on one server, taking turns, each by its own fast path.",
            "Installs them below benchmarks/peers; makes databases named awa_bench_..., and drops them at the end.",
            "All peers with the default size take about an hour."
        })
final class PeersBenchCommand implements Runnable {
    private static final int MOST_JOBS = 10_000_000;

    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(
            names = "--peers",
            paramLabel = "a,b,c",
            description = "Which; all unless told: ${COMPLETION-CANDIDATES}.",
            completionCandidates = AllPeers.class)
    private String peers = "";

    @Option(
            names = "--shapes",
            paramLabel = "a,b,c",
            description = "What to measure; everything unless told: ${COMPLETION-CANDIDATES}.",
            completionCandidates = AllShapes.class)
    private String shapes = "";

    @Option(names = "--jobs", paramLabel = "N", description = "Jobs per run; some shapes take part of it.")
    private int jobs = 20_000;

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each, after a warm-up.")
    private int runs = 5;

    @Option(names = "--batch", paramLabel = "N", description = "Jobs per call of a batch enqueue.")
    private int batch = 500;

    @Option(names = "--max-seconds", paramLabel = "N", description = "Break a run off after this time.")
    private int maxSeconds = 10;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write all runs as JSON.")
    private Path json = Path.of("bench-peers.json");

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
        if (jobs < 1 || jobs > MOST_JOBS || runs < 1 || runs > 1000 || batch < 1 || batch > 10_000 || maxSeconds < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--jobs must be 1 to " + MOST_JOBS + ", --runs 1 to 1000, --batch 1 to 10000 and --max-seconds at"
                            + " least 1, not " + jobs + ", " + runs + ", " + batch + " and " + maxSeconds);
        }
        DatabaseUrl url = database.orDatabaseUrlOfEnvironment()
                .orElseThrow(() -> new CliException("Which server? Name one of its databases with --database-url,"
                        + " AWA_DATABASE_URL or DATABASE_URL; the benchmark makes databases of its own."));
        PrintWriter out = spec.commandLine().getOut();
        try {
            write("");
            PeersReport report = measure(url, out);
            report.print(out);
            write(report.toJson());
            out.println("All runs are in " + json + ".");
            if (images != null) {
                report.draw(images);
                out.println("The pictures are in " + images + ".");
            }
        } catch (SQLException e) {
            throw new CliException("The benchmark failed at " + url + ": " + Databases.sentence(e) + ".", e);
        } catch (BenchmarkException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CliException("The folder " + images + " of --images cannot be written: " + e + ".", e);
        }
    }

    private PeersReport measure(DatabaseUrl url, PrintWriter out) throws SQLException {
        var benchmark = new PeersBenchmark(
                new ServerOf(url),
                new PeersOptions(
                        Checkout.root().resolve("benchmarks/peers"), peers, shapes, jobs, runs, batch, maxSeconds));
        // Ctrl-C leaves no database behind
        Runtime.getRuntime().addShutdownHook(new Thread(benchmark::stop));
        return benchmark.run(out);
    }

    private static final class AllPeers extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        AllPeers() {
            super(List.of(PeersOptions.allPeers().split(",")));
        }
    }

    private static final class AllShapes extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        AllShapes() {
            super(List.of(PeersOptions.allShapes().split(",")));
        }
    }

    private record ServerOf(DatabaseUrl url) implements Server {
        @Override
        public Connection open() {
            return Databases.connect(url);
        }

        @Override
        public Connection open(String database) {
            return Databases.connect(url.withDatabase(database));
        }

        @Override
        public String jdbcUrl(String database) {
            return url.withDatabase(database).toJdbcWithLogin();
        }

        @Override
        public String uri(String database) {
            return url.withDatabase(database).toUri();
        }
    }

    /** Before the measuring too: a file that cannot be written must not cost the figures. */
    private void write(String text) {
        try {
            Files.writeString(json, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new CliException("The file " + json + " of --json cannot be written: " + e + ".", e);
        }
    }
}
