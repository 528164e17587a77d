package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What worker processes have written down: for each run of a job its number, start and end. */
final class Records {
    private final long first;
    private final int jobs;
    private final long[] starts;
    private final long[] ends;
    private int distinct;
    private int doubled;
    private int strange;

    /** Reads the files of the processes; the jobs expected are numbered from {@code first}. */
    Records(long first, int jobs, List<Path> files) {
        this.first = first;
        this.jobs = jobs;
        starts = new long[jobs];
        ends = new long[jobs];
        for (long[] line : lines(files)) {
            add(line[0], line[1], line[2]);
        }
    }

    private void add(long number, long start, long end) {
        if (number < first || number >= first + jobs) {
            strange++;
            return;
        }
        int i = (int) (number - first);
        if (starts[i] != 0) {
            doubled++;
            return;
        }
        distinct++;
        starts[i] = start;
        ends[i] = end;
    }

    static List<long[]> lines(List<Path> files) {
        var all = new ArrayList<long[]>();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(line -> all.add(Arrays.stream(line.split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray()));
            } catch (IOException e) {
                throw new BenchmarkException("The records of an adapter cannot be read: " + e.getMessage() + ".", e);
            }
        }
        return all;
    }

    /** Jobs that have run at least once. */
    int distinct() {
        return distinct;
    }

    /** Runs beyond the first of their job. */
    int doubled() {
        return doubled;
    }

    /** Runs of jobs that were not enqueued this time. */
    int strange() {
        return strange;
    }

    /** From the first start to the last end, in microseconds. */
    long micros() {
        long start = Arrays.stream(starts).filter(time -> time != 0).min().orElse(0);
        long end = Arrays.stream(ends).max().orElse(0);
        return Math.max(1, end - start);
    }

    /** From the commit of each job to its start, in microseconds, sorted; only of those that have both. */
    long[] latencies(List<long[]> commits) {
        return commits.stream()
                .filter(commit -> starts[(int) (commit[0] - first)] != 0)
                // a job may have started before its producer has heard that it is committed
                .mapToLong(commit -> Math.max(0, starts[(int) (commit[0] - first)] - commit[1]))
                .sorted()
                .toArray();
    }

    /** The value below which a share of the sorted values lies. */
    static long percentile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
    }
}
