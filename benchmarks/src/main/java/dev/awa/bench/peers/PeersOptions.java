package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What to measure, and how much of it.
 *
 * @param folder benchmarks/peers of a checkout
 * @param peers names of {@link #allPeers}, or of other folders, with commas between; empty for all
 * @param shapes names from {@link #allShapes}, with commas between; empty for all
 * @param jobs per run; a fourth of it for single enqueues, a tenth and at most 500 for the pickup, at most
 *     those of 20 seconds for a steady load
 * @param runs of each shape, after a warm-up with a fifth of the jobs
 * @param batch jobs per call of a batch enqueue
 * @param maxSeconds after which a drain is broken off; peers that would take longer get fewer jobs
 */
public record PeersOptions(Path folder, String peers, String shapes, int jobs, int runs, int batch, int maxSeconds) {
    private static final int MOST_PICKUPS = 500;
    private static final int STEADY_SECONDS = 20;

    public PeersOptions {
        if (jobs < 1 || runs < 1 || batch < 1 || maxSeconds < 1) {
            throw new IllegalArgumentException("jobs, runs, batch and seconds must be positive, not " + jobs + ", "
                    + runs + ", " + batch + " and " + maxSeconds);
        }
    }

    /** The names of all peers, with commas between. */
    public static String allPeers() {
        return String.join(",", Peer.ALL.stream().map(Peer::name).toList());
    }

    /** The names of all shapes, with commas between. */
    public static String allShapes() {
        return String.join(
                ",", Arrays.stream(PeerShape.values()).map(shape -> shape.id).toList());
    }

    List<Peer> peerList() {
        return peers.isBlank() ? Peer.ALL : Peer.parse(peers, folder);
    }

    List<PeerShape> shapeList() {
        List<PeerShape> all = List.of(PeerShape.values());
        if (shapes.isBlank()) {
            return all;
        }
        List<String> names = Arrays.stream(shapes.split(",")).map(String::strip).toList();
        for (String name : names) {
            if (all.stream().noneMatch(shape -> shape.id.equals(name))) {
                throw new BenchmarkException("There is no shape '" + name + "'; there are " + allShapes() + ".");
            }
        }
        return all.stream().filter(shape -> names.contains(shape.id)).toList();
    }

    PeersOptions warmUp() {
        return new PeersOptions(folder, peers, shapes, Math.max(1, jobs / 5), 1, batch, maxSeconds);
    }

    int jobs(PeerShape shape) {
        return switch (shape) {
            case SINGLE -> Math.max(1, jobs / 4);
            case PICKUP -> Math.min(MOST_PICKUPS, Math.max(1, jobs / 10));
            default ->
                shape.load()
                        .map(load -> Math.min(jobs, load.perSecond() * STEADY_SECONDS))
                        .orElse(jobs);
        };
    }
}
