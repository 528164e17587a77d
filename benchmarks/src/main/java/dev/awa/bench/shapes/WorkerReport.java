package dev.awa.bench.shapes;

import dev.awa.bench.Conditions;
import dev.awa.bench.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The figures of one {@link WorkerBenchmark}. */
public final class WorkerReport {
    private final Instant began;
    private final WorkerBenchmark.Options options;
    private final Conditions conditions;
    private final List<Result> results;

    WorkerReport(Instant began, WorkerBenchmark.Options options, Conditions conditions, List<Result> results) {
        this.began = began.truncatedTo(ChronoUnit.SECONDS);
        this.options = options;
        this.conditions = conditions;
        this.results = List.copyOf(results);
    }

    /** Prints a table per shape for people. */
    public void print(PrintWriter out) {
        out.println("awa bench worker, " + began);
        out.println("server: " + conditions.server());
        out.println("        " + conditions.settings().toString().replaceAll("[{}]", ""));
        out.println("client: " + conditions.client());
        out.printf(
                "%d runs after a warm-up; median (least - greatest); --jobs %d; payload %d B.%n",
                options.runs(), options.jobs(), Producer.PAYLOAD_BYTES);
        results.forEach(result -> result.print(out));
        out.println();
        out.println("The jobs stay in the ledger of this database, in queues named bench_...: measure in a scratch"
                + " database, and drop it.");
        conditions.warnings().forEach(warning -> out.println("WARNING: " + warning));
        out.flush();
    }

    /** All figures and each run, as JSON text. */
    public String toJson() {
        return Json.write(Json.object(
                "benchmark",
                "worker",
                "at",
                began,
                "conditions",
                conditions.toMap(),
                "warnings",
                conditions.warnings(),
                "runs",
                options.runs(),
                "jobs",
                options.jobs(),
                "payload_bytes",
                Producer.PAYLOAD_BYTES,
                "shapes",
                results.stream().map(Result::toMap).toList()));
    }

    /** Draws a picture per shape, {@code worker-<shape>.svg}; the folder is made if it is missing. */
    public List<Path> draw(Path folder) throws IOException {
        Files.createDirectories(folder);
        var files = new ArrayList<Path>();
        for (Result result : results) {
            Path file = folder.resolve("worker-" + result.name() + ".svg");
            Files.writeString(file, result.chart().toSvg());
            files.add(file);
        }
        return files;
    }
}
