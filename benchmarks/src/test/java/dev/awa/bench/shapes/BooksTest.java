package dev.awa.bench.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.awa.bench.BenchmarkException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BooksTest {
    private static final long MILLI = 1_000_000;

    @Test
    void lostAndForeignAndRepeatedJobsAreCounted() {
        var accounts = new Accounts();
        LongStream.of(1, 63, 64, 70_000).forEach(accounts::enqueued);
        LongStream.of(1, 64, 64, 5).forEach(accounts::started);
        assertThat(accounts.balance()).isEqualTo(new Accounts.Balance(4, 3, 2, 1, 1));
        assertThat(accounts.idsDivisibleBy(7)).isEqualTo(2);
        assertThatThrownBy(() -> accounts.enqueued(63)).hasMessageContaining("63");
    }

    @Test
    void resultWithALostJobIsRefused() {
        var result = new Result("s", "t");
        result.account(new Accounts.Balance(2, 1, 1, 0, 0));
        assertThatThrownBy(result::check).isInstanceOf(BenchmarkException.class).hasMessageContaining("lost=1");
    }

    @Test
    void plannedRetriesAreNotTooManyStarts() {
        var result = new Result("s", "t");
        result.account(new Accounts.Balance(2, 2, 0, 0, 1));
        assertThatThrownBy(result::check).hasMessageContaining("again=1");
        result.expectAgain(1);
        result.check();
    }

    @Test
    void quantilesAreWithinAPercent() {
        var latencies = new Latencies();
        LongStream.rangeClosed(1, 1000).forEach(millis -> latencies.add(millis * MILLI));
        assertThat(latencies.millis(0.5)).isCloseTo(500, within(5.0));
        assertThat(latencies.millis(0.99)).isCloseTo(990, within(10.0));
        assertThat(latencies.millis(1)).isCloseTo(1000, within(10.0));
        assertThat(latencies.take().count()).isEqualTo(1000);
        assertThat(latencies.count()).isZero();
        assertThat(latencies.millis(0.5)).isNaN();
    }

    @Test
    void longestTimesAreCountedToo() {
        var latencies = new Latencies();
        latencies.add(-5);
        assertThat(latencies.millis(1)).isZero();
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.millis(1)).isCloseTo(Long.MAX_VALUE / 1e6, within(1e11));
    }

    @Test
    void latencyIsTakenWhoeverComesFirst() {
        var meter = new Meter();
        long now = System.nanoTime();
        meter.enqueued(1, now, now);
        meter.started(1);
        meter.settled(1);
        meter.started(2);
        meter.settled(2);
        assertThat(meter.underWay()).isEqualTo(-1);
        meter.enqueued(2, now - 3_600_000 * MILLI, now + 3_600_000 * MILLI);
        assertThat(meter.pickup().count()).isEqualTo(2);
        assertThat(meter.pickup().millis(0.5))
                .as("started before the producer had its answer")
                .isZero();
        assertThat(meter.endToEnd().millis(1)).isGreaterThan(3_500_000);
        assertThat(meter.underWay()).isZero();
    }
}
