package dev.awa.bench.peers;

/** What is measured of every peer. */
enum PeerShape {
    ENQUEUE("enqueue", "Batch enqueue: %2$d a call on 1 connection, nobody listening", false),
    DRAIN("drain", "Drain of no-op jobs, 1 process x 64 workers", true),
    SINGLE("single", "Single enqueue: a transaction per job on 32 connections, 64 workers at work", false),
    WORK_4("work-4", "Drain of 1 ms jobs, 1 process x 4 workers", true),
    WORK_16("work-16", "Drain of 1 ms jobs, 1 process x 16 workers", true),
    WORK_64("work-64", "Drain of 1 ms jobs, 1 process x 64 workers", true),
    WORK_4X16("work-4x16", "Drain of 1 ms jobs, 4 processes x 16 workers", true),
    PICKUP("pickup", "Pickup on an idle system, 50 jobs/s, 1 process x 16 workers", true),
    HELD_ENQUEUE("held-enqueue", "Batch enqueue while an old snapshot is held", false),
    HELD_DRAIN("held-drain", "Drain of no-op jobs while an old snapshot is held, 1 process x 64 workers", true);

    /** In --shapes, in JSON and in the names of pictures. */
    final String id;

    private final String title;
    final boolean needsWorkers;

    PeerShape(String id, String title, boolean needsWorkers) {
        this.id = id;
        this.title = title;
        this.needsWorkers = needsWorkers;
    }

    String title(int batch) {
        return String.format(title, 0, batch);
    }

    /** Whether its figure is a latency and not a rate. */
    boolean isLatency() {
        return this == PICKUP;
    }
}
