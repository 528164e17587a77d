package dev.awa.bench.peers;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one run of one shape took.
 *
 * @param micros of the whole, as the shape defines it
 * @param usage of server and clients meanwhile
 * @param latency empty unless the shape measures one
 * @param dead row versions in all tables afterwards
 */
record Measurement(
        String peer,
        PeerShape shape,
        int run,
        int jobs,
        long micros,
        Usage usage,
        Map<Percentile, Long> latency,
        long dead,
        Outcome outcome) {

    enum Percentile {
        P50(0.5),
        P95(0.95),
        P99(0.99);

        final double share;

        Percentile(double share) {
            this.share = share;
        }
    }

    /**
     * What was used.
     *
     * @param serverMicros CPU time of the whole server, if it is on this machine
     * @param clientMicros CPU time of the adapter programs
     * @param transactions that ended in the peer's database
     */
    record Usage(long walBytes, OptionalLong serverMicros, OptionalLong clientMicros, long transactions) {}

    /**
     * What became of the jobs.
     *
     * @param unfinished had not run when the time was over; they don't count in the rate
     * @param lost had not run although nothing was left to do
     * @param doubled runs beyond the first
     * @param unsettled had run, and are not marked as done
     */
    record Outcome(int unfinished, int lost, int doubled, int unsettled) {
        static final Outcome ALL_DONE = new Outcome(0, 0, 0, 0);

        boolean isClean() {
            return equals(ALL_DONE);
        }
    }

    int done() {
        return jobs - outcome.unfinished - outcome.lost;
    }

    double jobsPerSecond() {
        return done() * 1e6 / micros;
    }

    double perJob(long total) {
        return (double) total / Math.max(1, done());
    }

    String headline() {
        return switch (shape.figure) {
            case RATE -> String.format(Locale.ROOT, "%,10.0f jobs/s", jobsPerSecond());
            case PICKUP -> String.format(Locale.ROOT, "%,10.1f ms", millis(Percentile.P50));
            case SERVER_CPU -> String.format(Locale.ROOT, "%,10.0f us/job", serverMicrosPerJob());
        };
    }

    /** From commit to start, in milliseconds; 0 if the shape measures none. */
    double millis(Percentile percentile) {
        return latency.getOrDefault(percentile, 0L) / 1e3;
    }

    /** CPU time of the whole server in microseconds, which must be on this machine. */
    double serverMicrosPerJob() {
        return perJob(usage.serverMicros.orElseThrow());
    }

    /** The figure of its shape by which peers are ordered. */
    double figure() {
        return switch (shape.figure) {
            case RATE -> jobsPerSecond();
            case PICKUP -> millis(Percentile.P50);
            case SERVER_CPU -> serverMicrosPerJob();
        };
    }

    ObjectNode toJson(JsonMapper json) {
        ObjectNode node = json.createObjectNode()
                .put("run", run)
                .put("jobs", jobs)
                .put("seconds", micros / 1e6)
                .put("jobs_per_second", jobsPerSecond())
                .put("wal_bytes", usage.walBytes);
        usage.serverMicros.ifPresent(micros -> node.put("server_cpu_seconds", micros / 1e6));
        usage.clientMicros.ifPresent(micros -> node.put("client_cpu_seconds", micros / 1e6));
        latency.forEach(
                (percentile, micros) -> node.put(percentile.name().toLowerCase(Locale.ROOT) + "_ms", micros / 1e3));
        return node.put("transactions", usage.transactions)
                .put("dead_tuples", dead)
                .put("unfinished", outcome.unfinished)
                .put("lost", outcome.lost)
                .put("doubled", outcome.doubled)
                .put("unsettled", outcome.unsettled);
    }
}
