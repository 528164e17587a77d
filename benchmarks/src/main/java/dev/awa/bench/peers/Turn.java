package dev.awa.bench.peers;

import dev.awa.bench.Transactions;
import dev.awa.bench.peers.Measurement.Outcome;
import dev.awa.bench.peers.Measurement.Percentile;
import dev.awa.bench.peers.Measurement.Usage;
import dev.awa.bench.peers.PeerShape.Load;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One contender's turn at some shapes that belong together. */
final class Turn {
    private static final int CONNECTIONS = 32;
    private static final int WORKERS = 64;

    private final Contender contender;
    private final PeersOptions options;
    private final Optional<ServerCpu> serverCpu;
    private final int run;
    private final List<Measurement> done = new ArrayList<>();
    private long wal;
    private Transactions transactions;
    private OptionalLong serverBefore = OptionalLong.empty();
    private OptionalLong clientBefore = OptionalLong.empty();

    /** @param run counted from 1; 0 warms up */
    Turn(Contender contender, PeersOptions options, Optional<ServerCpu> serverCpu, int run) throws SQLException {
        this.contender = contender;
        this.options = options;
        this.serverCpu = serverCpu;
        this.run = run;
        transactions = contender.database.transactions();
    }

    /** Shapes which are measured together, in the order in which they are. */
    static List<List<PeerShape>> groups(List<PeerShape> wanted) {
        return Stream.of(PeerShape.values())
                .filter(shape -> shape != PeerShape.DRAIN && shape != PeerShape.HELD_DRAIN)
                .map(shape -> switch (shape) {
                    case ENQUEUE -> List.of(shape, PeerShape.DRAIN);
                    case HELD_ENQUEUE -> List.of(shape, PeerShape.HELD_DRAIN);
                    default -> List.of(shape);
                })
                .filter(group -> group.stream().anyMatch(wanted::contains))
                .toList();
    }

    /** Measures a group; nothing if the contender has no workers and the group needs them. */
    List<Measurement> take(List<PeerShape> group) throws SQLException, InterruptedException {
        PeerShape shape = group.get(0);
        if (!contender.hasWorkers() && shape.needsWorkers) {
            return List.of();
        }
        switch (shape) {
            case ENQUEUE -> backlog(PeerShape.ENQUEUE, PeerShape.DRAIN);
            case HELD_ENQUEUE -> held();
            case SINGLE -> single();
            case WORK_4 -> work(shape, 1, 4);
            case WORK_16 -> work(shape, 1, 16);
            case WORK_64 -> work(shape, 1, 64);
            case WORK_4X16 -> work(shape, 4, 16);
            default ->
                paced(
                        shape,
                        shape.load()
                                .orElseThrow(() -> new IllegalArgumentException(shape + " does not begin a group")));
        }
        boolean leftOvers =
                done.stream().anyMatch(measurement -> !measurement.outcome().isClean());
        if (leftOvers) {
            contender.beginAgain();
        } else {
            contender.database.tidy();
        }
        return done;
    }

    private void backlog(PeerShape enqueueing, PeerShape draining) throws SQLException, InterruptedException {
        int jobs = affordable(draining);
        long first = contender.number(jobs);
        start();
        long micros = contender.enqueue(first, jobs, options.batch());
        add(enqueueing, jobs, micros, Map.of(), Outcome.ALL_DONE);
        if (contender.hasWorkers()) {
            if (enqueueing == PeerShape.ENQUEUE) {
                contender.database.tidy();
            }
            drain(draining, first, jobs, 1, WORKERS, 0);
        }
    }

    /** Before what is measured, as many jobs go through, so that what cannot be vacuumed is in the way. */
    private void held() throws SQLException, InterruptedException {
        try (Connection holder = contender.database.holdSnapshot()) {
            if (contender.hasWorkers()) {
                int jobs = affordable(PeerShape.HELD_DRAIN);
                long first = contender.number(jobs);
                contender.enqueue(first, jobs, options.batch());
                contender.work(1, WORKERS, 0);
                contender.awaitEnded(jobs, limit());
                contender.stopWorkers(first, jobs);
            }
            backlog(PeerShape.HELD_ENQUEUE, PeerShape.HELD_DRAIN);
            holder.rollback();
        }
    }

    private void work(PeerShape shape, int processes, int workers) throws SQLException, InterruptedException {
        int jobs = affordable(shape);
        long first = contender.number(jobs);
        contender.enqueue(first, jobs, options.batch());
        contender.database.tidy();
        drain(shape, first, jobs, processes, workers, 1);
    }

    private void drain(PeerShape shape, long first, int jobs, int processes, int workers, int workMillis)
            throws SQLException, InterruptedException {
        contender.prepareWorkers(processes);
        start();
        contender.work(processes, workers, workMillis);
        boolean all = contender.awaitEnded(jobs, limit());
        Records records = contender.stopWorkers(first, jobs);
        Usage usage = usage();
        add(shape, jobs, records.micros(), usage, Map.of(), outcome(records, jobs, all));
    }

    private void single() throws SQLException, InterruptedException {
        int jobs = options.jobs(PeerShape.SINGLE);
        long first = contender.number(jobs);
        if (!contender.hasWorkers()) {
            start();
            add(PeerShape.SINGLE, jobs, contender.enqueueSingle(first, jobs, CONNECTIONS), Map.of(), Outcome.ALL_DONE);
            return;
        }
        contender.work(1, WORKERS, 0);
        start();
        long micros = contender.enqueueSingle(first, jobs, CONNECTIONS);
        boolean all = contender.awaitEnded(jobs, limit());
        Records records = contender.stopWorkers(first, jobs);
        Usage usage = usage();
        add(PeerShape.SINGLE, jobs, micros, usage, Map.of(), outcome(records, jobs, all));
    }

    private void paced(PeerShape shape, Load load) throws SQLException, InterruptedException {
        int jobs = options.jobs(shape);
        long first = contender.number(jobs);
        contender.work(load.processes(), load.workersEach(), load.workMillis());
        start();
        List<long[]> commits = contender.enqueuePaced(first, jobs, load.connections(), load.perSecond());
        boolean all = contender.awaitEnded(jobs, limit());
        Records records = contender.stopWorkers(first, jobs);
        Usage usage = usage();
        long[] latencies = records.latencies(commits);
        var percentiles = new EnumMap<Percentile, Long>(Percentile.class);
        for (Percentile percentile : Percentile.values()) {
            percentiles.put(percentile, Records.percentile(latencies, percentile.share));
        }
        add(shape, jobs, records.micros(), usage, percentiles, outcome(records, jobs, all));
    }

    private int affordable(PeerShape shape) {
        return contender.affordable(shape, options.jobs(shape), options.maxSeconds());
    }

    private Duration limit() {
        return Duration.ofSeconds(options.maxSeconds());
    }

    private Outcome outcome(Records records, int jobs, boolean allHaveEnded) {
        int missing = jobs - records.distinct();
        int remaining = contender.remaining();
        int lost = allHaveEnded || missing > remaining ? Math.max(0, missing - remaining) : 0;
        int unfinished = missing - lost;
        return new Outcome(
                unfinished, lost, records.doubled() + records.strange(), Math.max(0, remaining - unfinished));
    }

    private void start() throws SQLException {
        transactions = contender.database.transactions();
        wal = contender.database.wal();
        serverBefore = serverMicros();
        clientBefore = contender.clientMicros();
    }

    private Usage usage() throws SQLException {
        OptionalLong server = serverMicros();
        OptionalLong client = contender.clientMicros();
        long walBytes = contender.database.wal() - wal;
        return new Usage(
                walBytes, difference(serverBefore, server), difference(clientBefore, client), transactions.count());
    }

    private OptionalLong serverMicros() {
        return serverCpu.isPresent() ? serverCpu.get().micros() : OptionalLong.empty();
    }

    private static OptionalLong difference(OptionalLong before, OptionalLong after) {
        return before.isPresent() && after.isPresent()
                ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong()))
                : OptionalLong.empty();
    }

    private void add(PeerShape shape, int jobs, long micros, Map<Percentile, Long> latency, Outcome outcome)
            throws SQLException {
        add(shape, jobs, micros, usage(), latency, outcome);
    }

    private void add(
            PeerShape shape, int jobs, long micros, Usage usage, Map<Percentile, Long> latency, Outcome outcome)
            throws SQLException {
        var measurement = new Measurement(
                contender.peer.name(),
                shape,
                run,
                jobs,
                Math.max(1, micros),
                usage,
                latency,
                contender.database.deadTuples(),
                outcome);
        contender.remember(shape, measurement.jobsPerSecond());
        done.add(measurement);
    }
}
