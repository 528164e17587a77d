package dev.awa.bench.shapes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rates over the phases of a long run, and the line that they make in its picture. */
final class Timeline {
    private static final int MOST_POINTS = 60;
    private static final Duration SHORTEST_STEP = Duration.ofMillis(200);

    private final Bench bench;
    private final Meter meter;
    private final long began = System.nanoTime();
    private final Map<String, List<double[]>> points = new LinkedHashMap<>();

    Timeline(Bench bench, Meter meter) {
        this.bench = bench;
        this.meter = meter;
    }

    /** Lets time pass while the flow flows; jobs settled per second. */
    double pass(String phase, Flow flow, Duration time) {
        long start = System.nanoTime();
        long settledAtStart = meter.settledCount();
        long end = start + time.toNanos();
        long step = Math.max(SHORTEST_STEP.toNanos(), time.toNanos() / MOST_POINTS);
        long last = start;
        long settledAtLast = settledAtStart;
        while (last < end) {
            bench.pass(Duration.ofNanos(Math.min(step, end - last)));
            flow.check();
            long now = System.nanoTime();
            long settled = meter.settledCount();
            points.computeIfAbsent(phase, p -> new ArrayList<>())
                    .add(new double[] {(now - began) / 60e9, (settled - settledAtLast) * 1e9 / (now - last)});
            last = now;
            settledAtLast = settled;
        }
        return (settledAtLast - settledAtStart) * 1e9 / (last - start);
    }

    /** A line per phase. */
    void draw(Result result) {
        points.forEach((phase, values) -> result.line(
                phase,
                "jobs/s",
                values.stream().mapToDouble(point -> point[0]).toArray(),
                values.stream().mapToDouble(point -> point[1]).toArray()));
    }
}
