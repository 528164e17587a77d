package dev.awa.bench.peers;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is measured of every peer. */
enum PeerShape {
    ENQUEUE("enqueue", "Batch enqueue: %2$d a call on 1 connection, nobody listening", false),
    DRAIN("drain", "Drain of no-op jobs, 1 process x 64 workers", true),
    SINGLE("single", "Single enqueue: a transaction per job on 32 connections, 64 workers at work", false),
    WORK_4("work-4", "Drain of 1 ms jobs, 1 process x 4 workers", true),
    WORK_16("work-16", "Drain of 1 ms jobs, 1 process x 16 workers", true),
    WORK_64("work-64", "Drain of 1 ms jobs, 1 process x 64 workers", true),
    WORK_4X16("work-4x16", "Drain of 1 ms jobs, 4 processes x 16 workers", true),
    PICKUP(
            "pickup",
            Figure.PICKUP,
            new Load(50, 1, 16, 0),
            "Pickup on an idle system, 50 jobs/s, 1 process x 16 workers"),
    STEADY_50("steady-50", new Load(50, 1, 16, 10)),
    STEADY_200("steady-200", new Load(200, 1, 16, 10)),
    STEADY_1000("steady-1000", new Load(1000, 1, 16, 10)),
    STEADY_50_4X4("steady-50-4x4", new Load(50, 4, 4, 10)),
    STEADY_200_4X4("steady-200-4x4", new Load(200, 4, 4, 10)),
    STEADY_1000_4X4("steady-1000-4x4", new Load(1000, 4, 4, 10)),
    HELD_ENQUEUE("held-enqueue", "Batch enqueue while an old snapshot is held", false),
    HELD_DRAIN("held-drain", "Drain of no-op jobs while an old snapshot is held, 1 process x 64 workers", true);

    /** The figure by which peers are ordered. */
    enum Figure {
        /** Jobs per second; more is better. */
        RATE,
        /** The median from commit to start, in milliseconds. */
        PICKUP,
        /** CPU time of the whole server per job, in microseconds. */
        SERVER_CPU
    }

    /**
     * Jobs that come one by one at a constant rate, whatever becomes of them.
     *
     * @param perSecond jobs, each in a transaction of its own
     * @param processes of workers
     * @param workersEach of a process
     * @param workMillis that a handler takes
     */
    record Load(int perSecond, int processes, int workersEach, int workMillis) {
        /** As many as keep each at a transaction of 30 ms or less. */
        int connections() {
            return Math.max(1, perSecond / 30);
        }
    }

    /** In --shapes, in JSON and in the names of pictures. */
    final String id;

    private final String title;
    final boolean needsWorkers;
    final Figure figure;

    private final @Nullable Load load;

    PeerShape(String id, String title, boolean needsWorkers) {
        this(id, Figure.RATE, null, title, needsWorkers);
    }

    PeerShape(String id, Figure figure, Load load, String title) {
        this(id, figure, load, title, true);
    }

    PeerShape(String id, Load load) {
        this(
                id,
                Figure.SERVER_CPU,
                load,
                "Steady %,d jobs/s enqueued singly, handlers of %d ms, %s x %d workers"
                        .formatted(
                                load.perSecond,
                                load.workMillis,
                                load.processes == 1 ? "1 process" : load.processes + " processes",
                                load.workersEach));
    }

    PeerShape(String id, Figure figure, @Nullable Load load, String title, boolean needsWorkers) {
        this.id = id;
        this.figure = figure;
        this.load = load;
        this.title = title;
        this.needsWorkers = needsWorkers;
    }

    String title(int batch) {
        return String.format(title, 0, batch);
    }

    /** How its jobs come; empty if they are enqueued as fast as they can be. */
    Optional<Load> load() {
        return Optional.ofNullable(load);
    }
}
