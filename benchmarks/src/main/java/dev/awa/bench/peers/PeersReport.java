package dev.awa.bench.peers;

import dev.awa.bench.Spread;
import dev.awa.bench.peers.Measurement.Outcome;
import dev.awa.bench.peers.Measurement.Percentile;
import dev.awa.bench.peers.PeerShape.Figure;
import dev.awa.bench.peers.PeersBenchmark.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@link PeersBenchmark} has found: as a table, as JSON and as pictures. Immutable. */
public final class PeersReport {
    private final Instant began;
    private final PeersOptions options;
    private final Conditions conditions;
    private final boolean exactDead;
    private final List<Entry> entries;
    private final Map<String, String> leftOut;
    private final List<PeerShape> shapes;
    private final List<Measurement> measurements;
    private final List<String> troubles;

    PeersReport(
            Instant began,
            PeersOptions options,
            Conditions conditions,
            boolean exactDead,
            List<Entry> entries,
            Map<String, String> leftOut,
            List<PeerShape> shapes,
            List<Measurement> measurements,
            List<String> troubles) {
        this.began = began.truncatedTo(ChronoUnit.SECONDS);
        this.options = options;
        this.conditions = conditions;
        this.exactDead = exactDead;
        this.entries = List.copyOf(entries);
        this.leftOut = Map.copyOf(leftOut);
        this.shapes = List.copyOf(shapes);
        this.measurements = List.copyOf(measurements);
        this.troubles = List.copyOf(troubles);
    }

    /** All runs of one peer at one shape; never empty. */
    record Line(Entry entry, List<Measurement> runs) {
        Spread spread(ToDoubleFunction<Measurement> value) {
            return Spread.of(runs.stream().mapToDouble(value).toArray());
        }

        Spread millis(Percentile percentile) {
            return spread(run -> run.millis(percentile));
        }

        OptionalDouble microsPerJob(Function<Measurement, OptionalLong> used) {
            return runs.stream().allMatch(run -> used.apply(run).isPresent())
                    ? OptionalDouble.of(spread(run -> run.perJob(used.apply(run).orElseThrow()))
                            .median())
                    : OptionalDouble.empty();
        }

        int total(Function<Outcome, Integer> count) {
            return runs.stream().mapToInt(run -> count.apply(run.outcome())).sum();
        }
    }

    /** The peers that were measured at a shape, the best first. */
    List<Line> lines(PeerShape shape) {
        var lines = new ArrayList<Line>();
        for (Entry entry : entries) {
            List<Measurement> runs = measurements.stream()
                    .filter(run -> run.shape() == shape && run.peer().equals(entry.peer()))
                    .toList();
            if (!runs.isEmpty()) {
                lines.add(new Line(entry, runs));
            }
        }
        Comparator<Line> byFigure = Comparator.comparingDouble(
                line -> line.spread(Measurement::figure).median());
        lines.sort(shape.figure == Figure.RATE ? byFigure.reversed() : byFigure);
        return lines;
    }

    /** Prints everything but the single runs. */
    public void print(PrintWriter out) {
        out.println();
        out.println("awa bench peers, " + began);
        out.println("server: " + conditions.server());
        out.println("        "
                + conditions.settings().entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(", ")));
        out.printf(
                Locale.ROOT,
                "client: %d cores, load average %.1f before%n",
                conditions.cores(),
                conditions.loadAverage());
        out.printf(
                Locale.ROOT,
                "%d rounds after a warm-up, the peers taking turns shape by shape; %,d jobs a run, payload 256 B; median"
                        + " (least - greatest)%n",
                options.runs(),
                options.jobs());
        out.println();
        out.println("Peers");
        for (Entry entry : entries) {
            out.printf("  %-16s %s %s, %s%n", entry.peer(), entry.name(), entry.version(), entry.runtime());
            entry.paths().forEach((way, path) -> out.printf("  %-16s   %s: %s%n", "", way, path));
        }
        leftOut.forEach((peer, reason) -> out.printf("  %-16s left out: %s%n", peer, reason));
        for (PeerShape shape : shapes) {
            List<Line> lines = lines(shape);
            if (!lines.isEmpty()) {
                out.println();
                out.println(shape.title(options.batch()));
                print(out, shape, lines);
            }
        }
        out.println();
        troubles.forEach(trouble -> out.println("TROUBLE: " + trouble));
        conditions.warnings().forEach(warning -> out.println("WARNING: " + warning));
        out.println(
                "CPU is microseconds per job, of the whole server and of the adapter's processes. WAL is what the whole"
                        + " server wrote meanwhile. Transactions are those that ended in the peer's database, per job.");
        out.println("Dead row versions: "
                + (exactDead ? "counted in all tables (pgstattuple)." : "by the server's statistics."));
        out.flush();
    }

    private void print(PrintWriter out, PeerShape shape, List<Line> lines) {
        out.printf(
                "  %-16s %-29s %20s %9s %11s %11s %12s %11s  %s%n",
                "",
                switch (shape.figure) {
                    case RATE -> "jobs/s";
                    case PICKUP -> "p50 ms";
                    case SERVER_CPU -> "server CPU us/job";
                },
                switch (shape.figure) {
                    case RATE -> "of awa";
                    case PICKUP -> "p95 / p99 ms";
                    case SERVER_CPU -> "pickup p50 / p99 ms";
                },
                "WAL B/job",
                "server CPU",
                "client CPU",
                "transactions",
                "dead rows",
                "");
        for (Line line : lines) {
            Spread main = line.spread(Measurement::figure);
            String format = shape.figure == Figure.PICKUP ? "%,9.1f (%,.1f - %,.1f)" : "%,9.0f (%,.0f - %,.0f)";
            String second = switch (shape.figure) {
                case RATE -> ofOurs(shape, line);
                case PICKUP -> millis(line, Percentile.P95);
                case SERVER_CPU -> millis(line, Percentile.P50);
            };
            String row = String.format(
                    Locale.ROOT,
                    "  %-16s %-29s %20s %9.0f %11s %11s %12.2f %,11.0f  %s",
                    line.entry.peer(),
                    String.format(Locale.ROOT, format, main.median(), main.min(), main.max()),
                    second,
                    line.spread(run -> run.perJob(run.usage().walBytes())).median(),
                    micros(line.microsPerJob(run -> run.usage().serverMicros())),
                    micros(line.microsPerJob(run -> run.usage().clientMicros())),
                    line.spread(run -> run.perJob(run.usage().transactions())).median(),
                    line.spread(Measurement::dead).median(),
                    remarks(shape, line));
            out.println(row.stripTrailing());
        }
    }

    private static String millis(Line line, Percentile lower) {
        return String.format(
                Locale.ROOT,
                "%.1f / %.1f",
                line.millis(lower).median(),
                line.millis(Percentile.P99).median());
    }

    private static String micros(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : "-";
    }

    /** Median over the rounds of the rate relative to Awa's in the same round. */
    private String ofOurs(PeerShape shape, Line line) {
        double[] ratios = line.runs.stream()
                .flatMapToDouble(run -> measurements.stream()
                        .filter(ours -> ours.shape() == shape
                                && ours.run() == run.run()
                                && ours.peer().equals(Peer.OURS))
                        .mapToDouble(ours -> run.jobsPerSecond() / ours.jobsPerSecond()))
                .toArray();
        return ratios.length == 0
                ? "-"
                : String.format(Locale.ROOT, "%.2f", Spread.of(ratios).median());
    }

    private String remarks(PeerShape shape, Line line) {
        var remarks = new ArrayList<String>();
        int jobs = line.runs.stream().mapToInt(Measurement::jobs).min().orElse(0);
        if (jobs < options.jobs(shape)) {
            remarks.add(String.format(Locale.ROOT, "%,d jobs", jobs));
        }
        if (line.runs.size() < options.runs()) {
            remarks.add(line.runs.size() + " of " + options.runs() + " runs");
        }
        remark(remarks, line.total(Outcome::unfinished), "not begun in time");
        remark(remarks, line.total(Outcome::lost), "LOST");
        remark(remarks, line.total(Outcome::doubled), "run twice");
        remark(remarks, line.total(Outcome::unsettled), "not marked as done");
        return String.join(", ", remarks);
    }

    private static void remark(List<String> remarks, int count, String text) {
        if (count > 0) {
            remarks.add(String.format(Locale.ROOT, "%,d %s", count, text));
        }
    }

    /** All figures and each run, as JSON text. */
    public String toJson() {
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = json.createObjectNode()
                .put("benchmark", "peers")
                .put("at", began.toString())
                .put("server", conditions.server());
        ObjectNode settings = root.putObject("settings");
        conditions.settings().forEach(settings::put);
        root.put("client_cores", conditions.cores())
                .put("client_load_average", conditions.loadAverage())
                .put("runs", options.runs())
                .put("jobs", options.jobs())
                .put("batch", options.batch())
                .put("dead_tuples_by", exactDead ? "pgstattuple" : "statistics");
        ArrayNode peers = root.putArray("peers");
        for (Entry entry : entries) {
            ObjectNode peer = peers.addObject()
                    .put("peer", entry.peer())
                    .put("name", entry.name())
                    .put("version", entry.version())
                    .put("runtime", entry.runtime());
            ObjectNode paths = peer.putObject("paths");
            entry.paths().forEach(paths::put);
        }
        ObjectNode out = root.putObject("left_out");
        leftOut.forEach(out::put);
        ArrayNode shapesNode = root.putArray("shapes");
        for (PeerShape shape : shapes) {
            ObjectNode node = shapesNode.addObject().put("shape", shape.id).put("title", shape.title(options.batch()));
            ArrayNode results = node.putArray("results");
            for (Line line : lines(shape)) {
                ObjectNode result = results.addObject().put("peer", line.entry.peer());
                put(result, "jobs_per_second", line.spread(Measurement::jobsPerSecond));
                if (shape.load().isPresent()) {
                    for (Percentile percentile : Percentile.values()) {
                        put(result, percentile.name().toLowerCase(Locale.ROOT) + "_ms", line.millis(percentile));
                    }
                }
                ArrayNode runs = result.putArray("runs");
                line.runs.forEach(run -> runs.add(run.toJson(json)));
            }
        }
        ArrayNode troublesNode = root.putArray("troubles");
        troubles.forEach(troublesNode::add);
        ArrayNode warnings = root.putArray("warnings");
        conditions.warnings().forEach(warnings::add);
        return json.writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode node, String name, Spread spread) {
        node.putObject(name)
                .put("median", spread.median())
                .put("min", spread.min())
                .put("max", spread.max());
    }

    /** Writes a picture per shape, named bench-peers-SHAPE.svg, into a folder, which is made if it is missing. */
    public List<Path> draw(Path folder) throws IOException {
        Files.createDirectories(folder);
        var files = new ArrayList<Path>();
        for (PeerShape shape : shapes) {
            List<Line> lines = lines(shape);
            if (!lines.isEmpty()) {
                Path file = folder.resolve("bench-peers-" + shape.id + ".svg");
                Files.writeString(file, Picture.of(shape, shape.title(options.batch()), lines, footnote(shape)));
                files.add(file);
            }
        }
        return files;
    }

    private String footnote(PeerShape shape) {
        String version = conditions.server().replaceFirst("^(\\S+ \\S+).*", "$1");
        return String.format(
                Locale.ROOT,
                "%s, client with %d cores, %s, medians of %d, %s",
                version,
                conditions.cores(),
                began.toString().substring(0, 10),
                options.runs(),
                shape.figure == Figure.PICKUP ? "from p50 to p99" : "whiskers: least and greatest");
    }
}
