package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.util.Arrays;
import java.util.List;

/**
 * A competitor: a folder of benchmarks/peers with an executable {@code run}, which gets the variant as its argument if there
 * is one, and perhaps an executable {@code install}, which does nothing when there is nothing to do.
 *
 * @param name as in --peers, and in the name of its database
 * @param variant empty if the folder has one only
 */
record Peer(String name, String folder, String variant) {
    /** The one that all others are compared with. */
    static final String OURS = "awa";

    static final List<Peer> ALL = List.of(
            of("bare"),
            of(OURS),
            of("graphile-worker"),
            of("pg-boss"),
            of("river"),
            new Peer("river-tuned", "river", "tuned"),
            of("db-scheduler"),
            of("jobrunr"),
            of("procrastinate"),
            of("pgqueuer"),
            of("pgmq"),
            of("awa-pg"));

    private static Peer of(String name) {
        return new Peer(name, name, "");
    }

    /** Those that a list with commas names, in its order. */
    static List<Peer> parse(String names) {
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .distinct()
                .map(name -> ALL.stream()
                        .filter(peer -> peer.name.equals(name))
                        .findFirst()
                        .orElseThrow(() -> new BenchmarkException("There is no peer '" + name + "'; there are "
                                + String.join(", ", ALL.stream().map(Peer::name).toList()) + ".")))
                .toList();
    }

    String database() {
        return "awa_bench_" + name.replace('-', '_');
    }
}
