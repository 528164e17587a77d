package dev.awa.bench.shapes;

import java.time.Duration;

/** How many jobs get through while a flow feeds them. */
final class Rate {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Rate() {}

    /** Jobs settled per second until so many are, or the time is over. */
    static double of(Bench bench, Flow flow, Meter meter, long jobs, Duration limit) {
        long began = System.nanoTime();
        long before = meter.settledCount();
        long passed;
        do {
            bench.pass(LOOK_EVERY);
            flow.check();
            passed = System.nanoTime() - began;
        } while (passed < limit.toNanos() && meter.settledCount() - before < jobs);
        return (meter.settledCount() - before) * 1e9 / passed;
    }
}
