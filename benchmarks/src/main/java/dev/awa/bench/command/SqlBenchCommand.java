package dev.awa.bench.command;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.SqlBenchmark;
import dev.awa.bench.SqlReport;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Compares insert_jobs, insert_job, claim_jobs and complete_jobs with the bare INSERT, taking turns.",
            "Takes a few minutes. The jobs stay in the ledger as completed: use a scratch database."
        })
final class SqlBenchCommand implements Runnable {
    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(names = "--jobs", paramLabel = "N", description = "Jobs per run of a batch; the others take part of it.")
    private int jobs = 50_000;

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each, after a warm-up.")
    private int runs = 5;

    @Option(names = "--max-minutes", paramLabel = "N", description = "Begin no further round after this time.")
    private int maxMinutes = 15;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write all runs as JSON.")
    private Path json = Path.of("bench-sql.json");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        if (jobs < 1 || jobs > 10_000_000 || runs < 1 || runs > 1000 || maxMinutes < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--jobs must be 1 to 10000000, --runs 1 to 1000 and --max-minutes at least 1, not " + jobs + ", "
                            + runs + " and " + maxMinutes);
        }
        DatabaseUrl url = database.orDatabaseUrlOfEnvironment()
                .orElseThrow(() -> new CliException("Which database? Name a scratch one with --database-url,"
                        + " AWA_DATABASE_URL or DATABASE_URL."));
        try {
            try (Connection connection = Databases.connect(url)) {
                Databases.requireAwa(connection, url);
            }
            write("");
            SqlReport report = measure(url, spec.commandLine().getOut());
            write(report.toJson());
            spec.commandLine().getOut().println("All runs are in " + json + ".");
        } catch (SQLException e) {
            throw new CliException("The benchmark failed in " + url + ": " + Databases.sentence(e) + ".", e);
        } catch (BenchmarkException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    private SqlReport measure(DatabaseUrl url, PrintWriter out) throws SQLException {
        var benchmark = new SqlBenchmark(
                () -> Databases.connect(url), new SqlBenchmark.Options(jobs, runs, Duration.ofMinutes(maxMinutes)));
        // Ctrl-C leaves no schema behind
        Runtime.getRuntime().addShutdownHook(new Thread(benchmark::stop));
        SqlReport report = benchmark.run(out);
        report.print(out);
        return report;
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
