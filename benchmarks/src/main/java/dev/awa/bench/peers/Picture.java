package dev.awa.bench.peers;

import dev.awa.bench.Spread;
import dev.awa.bench.peers.Measurement.Percentile;
import dev.awa.bench.peers.PeersReport.Line;
import java.util.List;
import java.util.Locale;

/** Bars of rates, or ranges of latencies, as SVG that is readable on light and dark pages alike. */
final class Picture {
    private static final int WIDTH = 860;
    private static final int LEFT = 150;
    private static final int RIGHT = 200;
    private static final int TOP = 66;
    private static final int ROW = 28;
    private static final int BAR = 16;

    private final StringBuilder svg = new StringBuilder();

    private Picture() {}

    static String of(PeerShape shape, String title, List<Line> lines, String footnote) {
        var picture = new Picture();
        int height = TOP + lines.size() * ROW + 40;
        picture.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\""
                        + " font-size=\"13\" role=\"img\" aria-label=\"%s\">",
                WIDTH, height, escape(title));
        picture.add("<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#fff\"/>", WIDTH, height);
        picture.text(16, 26, "start", "#1a1a2e", "600", title);
        switch (shape.figure) {
            case RATE -> picture.bars(lines, "%,.0f jobs/s");
            case PICKUP -> picture.latencies(lines);
            case SERVER_CPU -> picture.bars(lines, "%,.0f us/job");
        }
        picture.text(16, height - 14, "start", "#6b7280", "400", footnote);
        return picture.svg.append("</svg>\n").toString();
    }

    private void bars(List<Line> lines, String format) {
        double most = lines.stream()
                .mapToDouble(line -> line.spread(Measurement::figure).max())
                .max()
                .orElse(1);
        int room = WIDTH - LEFT - RIGHT;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            Spread figure = line.spread(Measurement::figure);
            int y = label(i, line);
            add(
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>",
                    LEFT, y - BAR / 2, Math.max(1, room * figure.median() / most), BAR, colour(line));
            whisker(LEFT + room * figure.min() / most, LEFT + room * figure.max() / most, y);
            text(
                    LEFT + room * figure.max() / most + 8,
                    y + 4,
                    "start",
                    "#1a1a2e",
                    "400",
                    String.format(Locale.ROOT, format, figure.median()));
        }
    }

    /** On a logarithmic scale from 0.1 ms, since polling and notifying peers are some thousand times apart. */
    private void latencies(List<Line> lines) {
        double most = lines.stream()
                .mapToDouble(line -> line.millis(Percentile.P99).median())
                .max()
                .orElse(1);
        double decades = Math.max(1, Math.ceil(Math.log10(Math.max(1, most) / 0.1)));
        int room = WIDTH - LEFT - RIGHT;
        int bottom = TOP + lines.size() * ROW;
        for (int decade = 0; decade <= decades; decade++) {
            double x = LEFT + room * decade / decades;
            add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#e5e7eb\"/>", x, TOP - 8, x, bottom - 6);
            text(x, TOP - 12, "middle", "#6b7280", "400", number(0.1 * Math.pow(10, decade)) + " ms");
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            int y = label(i, line) + 2;
            double p50 = line.millis(Percentile.P50).median();
            double p99 = line.millis(Percentile.P99).median();
            double from = LEFT + room * position(p50, decades);
            double to = LEFT + room * position(p99, decades);
            add(
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"5\""
                            + " stroke-linecap=\"round\"/>",
                    from, y, to, y, colour(line));
            add("<circle cx=\"%.1f\" cy=\"%d\" r=\"6\" fill=\"%s\"/>", from, y, colour(line));
            text(to + 12, y + 4, "start", "#1a1a2e", "400", "p50 " + number(p50) + ", p99 " + number(p99) + " ms");
        }
    }

    private static double position(double millis, double decades) {
        return Math.log10(Math.max(0.1, millis) / 0.1) / decades;
    }

    private int label(int row, Line line) {
        int y = TOP + row * ROW + BAR / 2;
        boolean ours = line.entry().peer().equals(Peer.OURS);
        text(
                LEFT - 10,
                y + 4,
                "end",
                "#1a1a2e",
                ours ? "600" : "400",
                line.entry().peer());
        return y;
    }

    private void whisker(double from, double to, int y) {
        add(
                "<path d=\"M%.1f %d V%d M%.1f %d H%.1f M%.1f %d V%d\" stroke=\"#374151\" fill=\"none\"/>",
                from, y - 4, y + 4, from, y, to, to, y - 4, y + 4);
    }

    private void text(double x, int y, String anchor, String colour, String weight, String text) {
        add(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-weight=\"%s\">%s</text>",
                x, y, anchor, colour, weight, escape(text));
    }

    private static String colour(Line line) {
        return switch (line.entry().peer()) {
            case Peer.OURS -> "#2563eb";
            case "bare" -> "#9ca3af";
            default -> "#c4b5a0";
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
