package dev.awa.bench.shapes;

import static java.util.Objects.requireNonNull;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.Chart;
import dev.awa.bench.Json;
import dev.awa.bench.Spread;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The figures of one shape: rows of named figures with a value per run, lines over time, and remarks. */
final class Result {
    private final String name;
    private final String title;
    private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();
    private final Map<String, String> toReach = new LinkedHashMap<>();
    private final List<Chart.Line> lines = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private Accounts.Balance balance = new Accounts.Balance(0, 0, 0, 0, 0);
    private long expectedAgain;
    private String lineUnit = "";
    private @Nullable String pictured;

    Result(String name, String title) {
        this.name = name;
        this.title = title;
    }

    /** The value of a figure in one more run. */
    Result add(String row, String figure, double value) {
        rows.computeIfAbsent(row, r -> new LinkedHashMap<>())
                .computeIfAbsent(figure, f -> new ArrayList<>())
                .add(value);
        return this;
    }

    /** What the design asks of a row. */
    void toReach(String row, String figure) {
        toReach.put(row, figure);
    }

    /** Which figure the bars of the picture show; the first one unless told. */
    void picture(String figure) {
        pictured = figure;
    }

    /** A line of the picture, instead of bars; {@code x} is in minutes. */
    void line(String label, String unit, double[] x, double[] y) {
        lineUnit = unit;
        lines.add(new Chart.Line(label, x, y));
    }

    /** A remark; the same one again says nothing new. */
    void note(String text) {
        notes.add(text);
    }

    void account(Accounts.Balance more) {
        balance = balance.plus(more);
    }

    /** Jobs that this shape lets fail once, so that they start again. */
    void expectAgain(long jobs) {
        expectedAgain += jobs;
    }

    /** Throws when a job was lost or ran more often than it should have. */
    void check() {
        if (balance.lost() > 0 || balance.unknown() > 0 || balance.again() != expectedAgain) {
            throw new BenchmarkException("The books of " + name + " do not balance: " + balance
                    + ", started again expected: " + expectedAgain + ".");
        }
    }

    String name() {
        return name;
    }

    Spread spread(String row, String figure) {
        return Spread.of(values(row, figure));
    }

    private double[] values(String row, String figure) {
        Map<String, List<Double>> figures = requireNonNull(rows.get(row), row);
        return requireNonNull(figures.get(figure), figure).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    Chart chart() {
        if (!lines.isEmpty()) {
            return Chart.lines(title, "minutes", lineUnit, lines);
        }
        String figure = pictured != null
                ? pictured
                : rows.values().iterator().next().keySet().iterator().next();
        var bars = new ArrayList<Chart.Bar>();
        rows.forEach((row, figures) -> {
            if (figures.containsKey(figure)) {
                bars.add(new Chart.Bar(row, spread(row, figure)));
            }
        });
        return Chart.bars(title, figure, bars);
    }

    /** One table per set of figures that rows have in common. */
    void print(PrintWriter out) {
        out.println();
        out.println(name + ": " + title);
        var tables = new LinkedHashMap<Set<String>, List<String>>();
        rows.forEach((row, figures) -> tables.computeIfAbsent(figures.keySet(), set -> new ArrayList<>())
                .add(row));
        tables.forEach((figures, names) -> table(out, figures, names));
        notes.forEach(note -> out.println("  " + note));
        out.printf(
                Locale.ROOT,
                "  jobs: %,d enqueued, %,d started, %,d lost, %,d of others, %,d started again%n",
                balance.enqueued(),
                balance.started(),
                balance.lost(),
                balance.unknown(),
                balance.again());
    }

    private void table(PrintWriter out, Set<String> figures, List<String> names) {
        var lines = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of(""));
        head.addAll(figures);
        head.add(names.stream().anyMatch(toReach::containsKey) ? "to reach" : "");
        lines.add(head);
        for (String row : names) {
            var cells = new ArrayList<>(List.of(row));
            figures.forEach(figure -> cells.add(text(spread(row, figure))));
            cells.add(toReach.getOrDefault(row, ""));
            lines.add(cells);
        }
        for (List<String> cells : lines) {
            var line = new StringBuilder(" ");
            for (int column = 0; column < cells.size(); column++) {
                int number = column;
                int width = lines.stream()
                        .mapToInt(each -> each.get(number).length())
                        .max()
                        .orElse(1);
                line.append(String.format(" %-" + Math.max(1, width) + "s ", cells.get(column)));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String text(Spread spread) {
        String median = number(spread.median());
        String min = number(spread.min());
        String max = number(spread.max());
        return min.equals(max) ? median : median + " (" + min + " - " + max + ")";
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            return "-";
        }
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(
                Locale.ROOT, size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    Map<String, Object> toMap() {
        var rowMaps = new ArrayList<Object>();
        rows.forEach((row, figures) -> {
            var figureMaps = new LinkedHashMap<String, Object>();
            figures.forEach((figure, values) -> {
                Map<String, Object> map = spread(row, figure).toMap();
                map.put("runs", values);
                figureMaps.put(figure, map);
            });
            rowMaps.add(Json.object("row", row, "to_reach", toReach.getOrDefault(row, ""), "figures", figureMaps));
        });
        var lineMaps = new ArrayList<Object>();
        lines.forEach(line -> lineMaps.add(Json.object(
                "label", line.label(), "unit", lineUnit, "minutes", list(line.x()), "values", list(line.y()))));
        return Json.object(
                "shape",
                name,
                "title",
                title,
                "rows",
                rowMaps,
                "lines",
                lineMaps,
                "notes",
                List.copyOf(notes),
                "accounting",
                balance.toMap());
    }

    private static List<Object> list(double[] values) {
        var list = new ArrayList<Object>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }
}
