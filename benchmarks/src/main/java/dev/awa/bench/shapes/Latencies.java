package dev.awa.bench.shapes;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations in buckets that are less than a percent wide. Safe for use by many threads. */
final class Latencies {
    private static final int PRECISION_BITS = 8;
    private static final int SUB_BUCKETS = 1 << PRECISION_BITS;

    private final AtomicLongArray counts = new AtomicLongArray(SUB_BUCKETS / 2 * (64 - PRECISION_BITS + 2));

    /** Negative ones count as 0. */
    void add(long nanos) {
        counts.incrementAndGet(bucket(Math.max(0, nanos)));
    }

    long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** In milliseconds; 0.5 is the median, 1 the greatest. NaN if there is none. */
    double millis(double quantile) {
        long wanted = Math.max(1, (long) Math.ceil(quantile * count()));
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return upperEnd(i) / 1e6;
            }
        }
        return Double.NaN;
    }

    /** What was counted up to now, and starts from nothing. */
    Latencies take() {
        var taken = new Latencies();
        for (int i = 0; i < counts.length(); i++) {
            taken.counts.set(i, counts.getAndSet(i, 0));
        }
        return taken;
    }

    private static int bucket(long nanos) {
        int shift = Math.max(0, 64 - PRECISION_BITS - Long.numberOfLeadingZeros(nanos));
        return shift * SUB_BUCKETS / 2 + (int) (nanos >> shift);
    }

    private static long upperEnd(int bucket) {
        int shift = Math.max(0, bucket / (SUB_BUCKETS / 2) - 1);
        long mantissa = bucket - (long) shift * SUB_BUCKETS / 2;
        return ((mantissa + 1) << shift) - 1;
    }
}
