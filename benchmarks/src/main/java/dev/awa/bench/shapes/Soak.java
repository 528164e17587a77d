package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** A long run below capacity: whether anything grows. */
final class Soak extends WorkerShape {
    private static final int CONCURRENCY = 64;
    private static final Flow.Shape PRODUCERS = new Flow.Shape(8, 20);
    private static final int WINDOW = 20_000;
    private static final double SHARE = 0.7;
    private static final Duration USUAL = Duration.ofMinutes(60);
    private static final int INTERVALS = 60;
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    private static final String FLAT =
            "the last quarter should have at least 0.98 of the rate of the first, at most 1.5 of its"
                    + " pickup p99 (or below 10 ms), and at most 1.1 of its size.";

    /** One interval of it. */
    private record Interval(
            double minute, double rate, double p50, double p99, double bytes, double dead, double walPerSecond) {}

    Soak() {
        super("soak", "A long run at " + Math.round(100 * SHARE) + " % of capacity");
    }

    @Override
    boolean isLong() {
        return true;
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        Duration length = Objects.requireNonNullElse(bench.options().time(), USUAL);
        Duration interval = length.dividedBy(INTERVALS);
        if (interval.compareTo(LONGEST_INTERVAL) > 0) {
            interval = LONGEST_INTERVAL;
        }
        String queue = bench.newQueue();
        var meter = new Meter();
        var intervals = new ArrayList<Interval>();
        double capacity;
        try (var retention = new Retention(bench, result, length);
                AwaWorker worker = Workers.start(bench, queue, CONCURRENCY, meter)) {
            bench.say(name + ": measuring the capacity");
            try (Flow flow = Flow.closed(bench, queue, meter, PRODUCERS, WINDOW)) {
                Duration some = length.dividedBy(120);
                Rate.of(bench, flow, meter, Long.MAX_VALUE, some);
                capacity = Rate.of(bench, flow, meter, Long.MAX_VALUE, some);
            }
            Workers.awaitDone(bench, worker, meter.accounts());
            try (Flow flow = Flow.open(bench, queue, meter, PRODUCERS, SHARE * capacity)) {
                long began = System.nanoTime();
                while (System.nanoTime() - began < length.toNanos()) {
                    intervals.add(interval(bench, flow, meter, interval, began));
                    tell(bench, intervals.get(intervals.size() - 1));
                }
            }
            Workers.awaitDone(bench, worker, meter.accounts());
        }
        report(bench, result, capacity, intervals);
        result.account(meter.accounts().balance());
    }

    private static Interval interval(Bench bench, Flow flow, Meter meter, Duration length, long began)
            throws SQLException {
        meter.pickup().take();
        double wal = bench.wal();
        double rate = Rate.of(bench, flow, meter, Long.MAX_VALUE, length);
        Latencies pickup = meter.pickup().take();
        return new Interval(
                (System.nanoTime() - began) / 60e9,
                rate,
                pickup.millis(0.5),
                pickup.millis(0.99),
                Store.bytes(bench),
                Store.guessedDead(bench),
                (bench.wal() - wal) / length.toNanos() * 1e9);
    }

    private void tell(Bench bench, Interval now) {
        bench.say(String.format(
                Locale.ROOT,
                "%s: minute %.1f, %,.0f jobs/s, pickup p50 %.1f ms, p99 %.1f ms, %,.0f MB, %,.0f dead rows, WAL %.1f MB/s",
                name,
                now.minute,
                now.rate,
                now.p50,
                now.p99,
                now.bytes / 1e6,
                now.dead,
                now.walPerSecond / 1e6));
    }

    private static void report(Bench bench, Result result, double capacity, List<Interval> intervals)
            throws SQLException {
        result.add("capacity", "jobs/s", capacity);
        int quarter = Math.max(1, intervals.size() / 4);
        List<Interval> first = intervals.subList(0, quarter);
        List<Interval> last = intervals.subList(intervals.size() - quarter, intervals.size());
        row(result, "first quarter", first);
        row(result, "whole", intervals);
        row(result, "last quarter", last);
        row(
                result,
                "last / first",
                List.of(new Interval(
                        0,
                        ratio(first, last, Interval::rate),
                        ratio(first, last, Interval::p50),
                        ratio(first, last, Interval::p99),
                        1e6 * ratio(first, last, Interval::bytes),
                        ratio(first, last, Interval::dead),
                        1e6 * ratio(first, last, Interval::walPerSecond))));
        boolean flat = ratio(first, last, Interval::rate) > 0.98
                && (ratio(first, last, Interval::p99) < 1.5 || median(last, Interval::p99) < 10)
                && ratio(first, last, Interval::bytes) < 1.1;
        result.note(flat ? "Flat: " + FLAT : "NOT flat: " + FLAT);
        Store.dead(bench, result).forEach((table, rows) -> result.add(table, "dead rows at the end", rows));
        double[] minutes = intervals.stream().mapToDouble(Interval::minute).toArray();
        result.line(
                "pickup p50",
                "ms",
                minutes,
                intervals.stream().mapToDouble(Interval::p50).toArray());
        result.line(
                "pickup p99",
                "ms",
                minutes,
                intervals.stream().mapToDouble(Interval::p99).toArray());
    }

    private static void row(Result result, String row, List<Interval> intervals) {
        result.add(row, "jobs/s", median(intervals, Interval::rate))
                .add(row, "pickup p50 ms", median(intervals, Interval::p50))
                .add(row, "pickup p99 ms", median(intervals, Interval::p99))
                .add(row, "MB", median(intervals, Interval::bytes) / 1e6)
                .add(row, "dead rows", median(intervals, Interval::dead))
                .add(row, "WAL MB/s", median(intervals, Interval::walPerSecond) / 1e6);
    }

    private static double ratio(List<Interval> first, List<Interval> last, ToDoubleFunction<Interval> figure) {
        return median(last, figure) / median(first, figure);
    }

    private static double median(List<Interval> intervals, ToDoubleFunction<Interval> figure) {
        return intervals.stream()
                .sorted(Comparator.comparingDouble(figure))
                .skip(intervals.size() / 2)
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN);
    }
}
