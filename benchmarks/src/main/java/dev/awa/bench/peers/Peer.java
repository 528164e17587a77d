package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A competitor: a folder of benchmarks/peers with an executable {@code run}, which gets the variant as its argument if there
 * is one, and perhaps an executable {@code install}, which does nothing when there is nothing to do.
 *
 * @param name in the report, and in the name of its database
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
            of("river:tuned"),
            of("db-scheduler"),
            of("jobrunr"),
            of("procrastinate"),
            of("pgqueuer"),
            of("pgmq"),
            of("awa-pg"));

    /** Queues that belong here and have no adapter, with the reason. */
    static final Map<String, String> UNAVAILABLE = Map.of(
            "pgque",
            "no package registry has its SQL: pgque-py 0.2.2 on PyPI is a client that expects it to be installed");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}(:[a-z0-9]{1,15})?");

    /** One folder, or a variant of it as {@code folder:variant}. */
    private static Peer of(String name) {
        String[] parts = name.split(":");
        return new Peer(name.replace(':', '-'), parts[0], parts.length == 1 ? "" : parts[1]);
    }

    /**
     * Those that a list with commas names, in its order.
     *
     * @throws BenchmarkException for a name that has no folder
     */
    static List<Peer> parse(String names, Path folders) {
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .distinct()
                .map(name -> parseOne(name, folders))
                .toList();
    }

    private static Peer parseOne(String name, Path folders) {
        return ALL.stream()
                .filter(peer -> peer.name.equals(name))
                .findFirst()
                .or(() -> NAME.matcher(name).matches()
                        ? Optional.of(of(name)).filter(peer -> Files.isDirectory(folders.resolve(peer.folder)))
                        : Optional.empty())
                .orElseThrow(() -> new BenchmarkException("There is no peer '" + name + "'; there are "
                        + String.join(", ", ALL.stream().map(Peer::name).toList()) + "."));
    }

    String database() {
        return "awa_bench_" + name.replace('-', '_');
    }
}
