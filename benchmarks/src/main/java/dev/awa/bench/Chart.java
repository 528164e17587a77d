package dev.awa.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of some figures as SVG text: bars with their spread, or lines over time. Immutable.
 *
 * <p>It needs no fonts or scripts and is readable on light and dark pages.
 */
public final class Chart {
    private static final int WIDTH = 760;
    private static final int LINES_HEIGHT = 300;
    private static final int BAR_HEIGHT = 26;
    private static final int LABEL_WIDTH = 250;
    private static final int TOP = 46;
    private static final int MARGIN = 12;
    private static final int CHAR_WIDTH = 7;
    private static final String[] COLORS = {"#2f6fde", "#d9822b", "#2a9d5c", "#b0479b", "#7a6ff0", "#c0392b"};

    private final String svg;

    private Chart(String svg) {
        this.svg = svg;
    }

    /** A bar as long as the median, with a line from the least to the greatest value. */
    public record Bar(String label, Spread spread) {}

    /** Points joined by a line; both arrays have the same length. Where {@code y} is NaN there is no point. */
    public record Line(String label, double[] x, double[] y) {}

    /** One bar below the other, all from zero. */
    public static Chart bars(String title, String unit, List<Bar> bars) {
        double greatest =
                bars.stream().mapToDouble(bar -> bar.spread().max()).max().orElse(0);
        double top = roundUp(greatest);
        int height = TOP + bars.size() * BAR_HEIGHT + 30;
        var out = new StringBuilder();
        open(out, title, height);
        double plot = WIDTH - LABEL_WIDTH - MARGIN - 90.0;
        for (int i = 0; i < bars.size(); i++) {
            Spread spread = bars.get(i).spread();
            double y = TOP + i * BAR_HEIGHT;
            double middle = y + BAR_HEIGHT / 2.0;
            text(out, LABEL_WIDTH - 8.0, middle + 4, "end", "t", bars.get(i).label());
            rect(out, LABEL_WIDTH, y + 4, plot * spread.median() / top, BAR_HEIGHT - 8.0, COLORS[0]);
            double from = LABEL_WIDTH + plot * spread.min() / top;
            double to = LABEL_WIDTH + plot * spread.max() / top;
            line(out, from, middle, to, middle, "w");
            line(out, from, middle - 4, from, middle + 4, "w");
            line(out, to, middle - 4, to, middle + 4, "w");
            text(out, to + 6, middle + 4, "start", "t", number(spread.median()));
        }
        double bottom = TOP + bars.size() * BAR_HEIGHT + 4.0;
        line(out, LABEL_WIDTH, TOP, LABEL_WIDTH, bottom, "a");
        text(out, LABEL_WIDTH, bottom + 16, "start", "s", unit + "; median, line from least to greatest");
        return new Chart(out.append("</svg>\n").toString());
    }

    /** Lines over a common axis that begins at zero; the vertical axis does as well. */
    public static Chart lines(String title, String xUnit, String yUnit, List<Line> lines) {
        double right = roundUp(greatest(lines.stream().map(Line::x).toList()));
        double top = roundUp(greatest(lines.stream().map(Line::y).toList()));
        double left = 80;
        double plotWidth = WIDTH - left - MARGIN - 20;
        double plotHeight = LINES_HEIGHT - TOP - 58.0;
        double bottom = TOP + plotHeight;
        var out = new StringBuilder();
        open(out, title, LINES_HEIGHT);
        for (int i = 0; i <= 4; i++) {
            double y = bottom - plotHeight * i / 4;
            line(out, left, y, left + plotWidth, y, i == 0 ? "a" : "g");
            text(out, left - 6, y + 4, "end", "s", number(top * i / 4));
            double x = left + plotWidth * i / 4;
            text(out, x, bottom + 16, "middle", "s", number(right * i / 4));
        }
        text(out, left, TOP - 8.0, "start", "s", yUnit);
        text(out, left + plotWidth, bottom + 32, "end", "s", xUnit);
        double legend = left;
        for (int i = 0; i < lines.size(); i++) {
            String color = COLORS[i % COLORS.length];
            Line each = lines.get(i);
            out.append("<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"")
                    .append(color)
                    .append("\" points=\"");
            for (int p = 0; p < each.x().length; p++) {
                if (Double.isNaN(each.y()[p])) {
                    continue;
                }
                out.append(format(left + plotWidth * each.x()[p] / right))
                        .append(',')
                        .append(format(bottom - plotHeight * each.y()[p] / top))
                        .append(' ');
            }
            out.append("\"/>\n");
            rect(out, legend, bottom + 38, 10, 10, color);
            text(out, legend + 14, bottom + 47, "start", "s", each.label());
            legend += 30 + CHAR_WIDTH * each.label().length();
        }
        return new Chart(out.append("</svg>\n").toString());
    }

    /** The picture as the text of an SVG file. */
    public String toSvg() {
        return svg;
    }

    private static double greatest(List<double[]> arrays) {
        double greatest = 0;
        for (double[] values : arrays) {
            for (double value : values) {
                greatest = value > greatest ? value : greatest;
            }
        }
        return greatest;
    }

    /** The next of 1, 2, 2.5, 4, 5, 8 and 10 times a power of ten; 1 for what is not positive. */
    private static double roundUp(double value) {
        if (!(value > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 2.5, 4, 5, 8}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static void open(StringBuilder out, String title, int height) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" font-family=\"system-ui, sans-serif\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>text{fill:#333}.h{font-size:15px;font-weight:600}.t{font-size:13px}")
                .append(".s{font-size:12px;opacity:.75}line{stroke:#333}.a{opacity:.6}.g{opacity:.15}")
                .append("@media(prefers-color-scheme:dark){text{fill:#ddd}line{stroke:#ddd}}</style>\n");
        text(out, MARGIN, 22, "start", "h", title);
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String style, String text) {
        out.append("<text x=\"").append(format(x)).append("\" y=\"").append(format(y));
        out.append("\" text-anchor=\"").append(anchor).append("\" class=\"").append(style);
        out.append("\">").append(escaped(text)).append("</text>\n");
    }

    private static void rect(StringBuilder out, double x, double y, double width, double height, String color) {
        out.append("<rect x=\"").append(format(x)).append("\" y=\"").append(format(y));
        out.append("\" width=\"").append(format(width)).append("\" height=\"").append(format(height));
        out.append("\" fill=\"").append(color).append("\"/>\n");
    }

    private static void line(StringBuilder out, double x1, double y1, double x2, double y2, String style) {
        out.append("<line x1=\"").append(format(x1)).append("\" y1=\"").append(format(y1));
        out.append("\" x2=\"").append(format(x2)).append("\" y2=\"").append(format(y2));
        out.append("\" class=\"").append(style).append("\"/>\n");
    }

    private static String format(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String escaped(String text) {
        var out = new ArrayList<String>();
        text.codePoints()
                .forEach(c -> out.add(
                        switch (c) {
                            case '&' -> "&amp;";
                            case '<' -> "&lt;";
                            case '>' -> "&gt;";
                            case '"' -> "&quot;";
                            default -> Character.toString(c);
                        }));
        return String.join("", out);
    }
}
