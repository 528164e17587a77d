package dev.awa.bench;

import java.util.Arrays;
import java.util.Map;

/** Median, least and greatest of the runs. */
public record Spread(double median, double min, double max) {

    /** The spread of at least one value. */
    public static Spread of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The three, for {@link Json}. */
    public Map<String, Object> toMap() {
        return Json.object("median", median, "min", min, "max", max);
    }
}
