package dev.awa.bench;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures of one {@link SqlBenchmark}. Immutable. */
public final class SqlReport {
    private final Instant began;
    private final SqlBenchmark.Options options;
    private final Conditions conditions;
    private final List<Sample> samples;
    private final Accounting accounting;
    private final List<TableChanges> tables;

    SqlReport(
            Instant began,
            SqlBenchmark.Options options,
            Conditions conditions,
            List<Sample> samples,
            Accounting accounting,
            List<TableChanges> tables) {
        this.began = began.truncatedTo(ChronoUnit.SECONDS);
        this.options = options;
        this.conditions = conditions;
        this.samples = List.copyOf(samples);
        this.accounting = accounting;
        this.tables = List.copyOf(tables);
    }

    /** All runs of one shape, with the runs of the bare INSERT in the same rounds. */
    private record Line(Shape shape, int connections, List<Sample> runs, List<Sample> bare) {

        Spread spread(ToDoubleFunction<Sample> figure) {
            return Spread.of(runs.stream().mapToDouble(figure).toArray());
        }

        /** The ratio of each run to the bare INSERT of its round. */
        Spread ratio(ToDoubleFunction<Sample> figure) {
            double[] ratios = new double[runs.size()];
            Arrays.setAll(ratios, i -> figure.applyAsDouble(runs.get(i)) / figure.applyAsDouble(bare.get(i)));
            return Spread.of(ratios);
        }

        double wakeUpsPerJob() {
            return (double) runs.stream().mapToLong(Sample::wakeUps).sum()
                    / runs.stream().mapToLong(Sample::jobs).sum();
        }
    }

    private List<Line> lines(Shape.Group group, int connections) {
        return Arrays.stream(Shape.values())
                .filter(shape -> shape.group == group)
                .map(shape -> new Line(shape, connections, runs(shape, connections), runs(shape.bare(), connections)))
                .toList();
    }

    private List<Sample> runs(Shape shape, int connections) {
        return samples.stream()
                .filter(sample -> sample.shape() == shape && sample.connections() == connections)
                .toList();
    }

    private long rounds() {
        return runs(Shape.BARE_BATCH, 1).size();
    }

    /** Prints tables for people, about 150 columns wide. */
    public void print(PrintWriter out) {
        out.println("awa bench sql, " + began);
        out.println("server: " + conditions.server());
        out.println("        " + conditions.settings().toString().replaceAll("[{}]", ""));
        out.println("client: " + conditions.client());
        out.printf(
                "%d rounds after a warm-up; median (least - greatest); ratios to the bare INSERT of the same round.%n",
                rounds());
        table(
                out,
                String.format(
                        Locale.ROOT,
                        "Batches of %d, 1 connection, %,d jobs a run, payload %d B",
                        SqlBenchmark.BATCH,
                        options.batches() * SqlBenchmark.BATCH,
                        SqlBenchmark.PAYLOAD_BYTES),
                lines(Shape.Group.BATCH, 1),
                false);
        for (int width : new int[] {1, SqlBenchmark.WIDE}) {
            table(
                    out,
                    String.format(
                            Locale.ROOT,
                            "One job per autocommit statement, %d connection%s, %,d jobs a run",
                            width,
                            width == 1 ? "" : "s",
                            width * options.perConnection(width)),
                    lines(Shape.Group.SINGLE, width),
                    true);
        }
        out.println();
        out.println("Row versions (dead: what vacuum would have to remove at the end)");
        out.printf("  %-26s %12s %9s %9s %9s%n", "table", "inserted", "updated", "deleted", "dead");
        for (TableChanges table : tables) {
            out.printf(
                    Locale.ROOT,
                    "  %-26s %,12d %,9d %,9d %,9d%n",
                    table.table(),
                    table.inserted(),
                    table.updated(),
                    table.deleted(),
                    table.dead());
        }
        out.println();
        out.println("Accounting: " + accounting + ".");
        out.println("The completed jobs stay in the ledger of this database, in queues named bench_...: measure in a"
                + " scratch database, and drop it.");
        out.println("WAL is what the whole server wrote meanwhile.");
        conditions.warnings().forEach(warning -> out.println("WARNING: " + warning));
        out.flush();
    }

    private static void table(PrintWriter out, String title, List<Line> lines, boolean withWakeUps) {
        out.println();
        out.println(title);
        out.printf(
                "  %-31s %-27s %8s  %-18s %-18s %9s %5s  %s%n",
                "",
                "jobs/s",
                "us/job",
                "rate x bare",
                "cost x bare",
                "WAL B/job",
                "x",
                withWakeUps ? "notified   to reach" : "to reach");
        for (Line line : lines) {
            Spread rate = line.spread(Sample::jobsPerSecond);
            String wakeUps = withWakeUps && line.shape != Shape.BARE_SINGLE
                    ? String.format(Locale.ROOT, "%.2f/job   ", line.wakeUpsPerJob())
                    : "";
            String row = String.format(
                    Locale.ROOT,
                    "  %-31s %-27s %8.1f  %-18s %-18s %9.0f %5.2f  %s",
                    line.shape.title,
                    String.format(Locale.ROOT, "%,7.0f (%,.0f - %,.0f)", rate.median(), rate.min(), rate.max()),
                    line.spread(Sample::microsPerJob).median(),
                    ratio(line.ratio(Sample::jobsPerSecond)),
                    ratio(line.ratio(Sample::microsPerJob)),
                    line.spread(Sample::walPerJob).median(),
                    line.ratio(Sample::walPerJob).median(),
                    wakeUps + line.shape.toReach);
            out.println(row.stripTrailing());
        }
    }

    private static String ratio(Spread spread) {
        return String.format(Locale.ROOT, "%.2f (%.2f - %.2f)", spread.median(), spread.min(), spread.max());
    }

    /** All figures and each run, as JSON text. */
    public String toJson() {
        var shapes = new ArrayList<Object>();
        var lines = new ArrayList<>(lines(Shape.Group.BATCH, 1));
        lines.addAll(lines(Shape.Group.SINGLE, 1));
        lines.addAll(lines(Shape.Group.SINGLE, SqlBenchmark.WIDE));
        lines.forEach(line -> shapes.add(toMap(line)));
        return Json.write(Json.object(
                "benchmark",
                "sql",
                "at",
                began,
                "conditions",
                conditions.toMap(),
                "warnings",
                conditions.warnings(),
                "rounds",
                rounds(),
                "batch",
                SqlBenchmark.BATCH,
                "payload_bytes",
                SqlBenchmark.PAYLOAD_BYTES,
                "accounting",
                accounting.toMap(),
                "shapes",
                shapes,
                "tables",
                tables.stream().map(TableChanges::toMap).toList()));
    }

    private static Map<String, Object> toMap(Line line) {
        Map<String, Object> shape = Json.object(
                "shape", line.shape.name().toLowerCase(Locale.ROOT),
                "title", line.shape.title,
                "connections", line.connections,
                "jobs_per_second", line.spread(Sample::jobsPerSecond).toMap(),
                "micros_per_job", line.spread(Sample::microsPerJob).toMap(),
                "wal_bytes_per_job", line.spread(Sample::walPerJob).toMap(),
                "rate_to_bare", line.ratio(Sample::jobsPerSecond).toMap(),
                "cost_to_bare", line.ratio(Sample::microsPerJob).toMap(),
                "wal_to_bare", line.ratio(Sample::walPerJob).toMap());
        shape.put(
                "runs",
                line.runs.stream()
                        .map(run -> Json.object(
                                "round", run.run(),
                                "jobs", run.jobs(),
                                "seconds", run.nanos() / 1e9,
                                "wal_bytes", run.walBytes(),
                                "wake_ups", run.wakeUps()))
                        .toList());
        return shape;
    }
}
