package dev.awa.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTest {
    @TempDir
    private Path folder;

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    @Test
    void runsOfAllProcessesAreCountedByTheirNumber() throws Exception {
        var records = new Records(
                11,
                4,
                List.of(file("a", "11 1000 1500", "12 1200 1900"), file("b", "12 1300 1400", "9 1 2", "14 1100 2100")));
        assertThat(records.distinct()).isEqualTo(3);
        assertThat(records.doubled()).isEqualTo(1);
        assertThat(records.strange()).isEqualTo(1);
        assertThat(records.micros()).as("from the first start to the last end").isEqualTo(1100);
    }

    @Test
    void latencyGoesFromCommitToStartAndIsNeverNegative() throws Exception {
        var records = new Records(1, 3, List.of(file("a", "1 1000 1001", "2 2000 2001")));
        assertThat(records.latencies(List.of(new long[] {1, 900}, new long[] {2, 2005}, new long[] {3, 3000})))
                .containsExactly(0, 100);
    }

    @Test
    void percentileIsTheSmallestValueThatEnoughOthersDoNotExceed() {
        long[] hundred = LongStream.rangeClosed(1, 100).toArray();
        assertThat(Records.percentile(hundred, 0.5)).isEqualTo(50);
        assertThat(Records.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Records.percentile(new long[] {7}, 0.99)).isEqualTo(7);
        assertThat(Records.percentile(new long[0], 0.5)).isZero();
    }
}
