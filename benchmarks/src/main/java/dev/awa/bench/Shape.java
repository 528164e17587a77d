package dev.awa.bench;

/** One way to put jobs through the database, measured on its own. Ratios are to the bare INSERT of its group. */
enum Shape {
    BARE_BATCH(Group.BATCH, "bare multi-row INSERT", ""),
    INSERT_JOBS(Group.BATCH, "insert_jobs", "rate >= 0.70"),
    INSERT_MANY(Group.BATCH, "insert_many", "rate >= 0.70"),
    COPY(Group.BATCH, "COPY into new_jobs", ""),
    CLAIM_JOBS(Group.BATCH, "claim_jobs", ""),
    COMPLETE_JOBS(Group.BATCH, "complete_jobs", ""),
    CYCLE(Group.BATCH, "insert_jobs + claim + complete", "cost <= 1.60, WAL <= 1.30"),
    CLAIM_JOBS_ASYNC(Group.BATCH, "claim_jobs, async", ""),
    CYCLE_ASYNC(Group.BATCH, "insert_many + claim async + complete", "cost <= 1.60, WAL <= 1.30"),
    BARE_SINGLE(Group.SINGLE, "bare single-row INSERT", ""),
    NO_WORKER(Group.SINGLE, "insert_job, no worker", ""),
    SLEEPING_WORKER(Group.SINGLE, "insert_job, worker stays asleep", ""),
    BUSY_WORKER(Group.SINGLE, "insert_job, worker busy", "rate >= 0.85 on 32 connections");

    enum Group {
        /** Statements of {@value SqlBenchmark#BATCH} jobs. */
        BATCH,
        /** One job per autocommit statement. */
        SINGLE
    }

    final Group group;
    final String title;

    /** The ratios to the bare INSERT that the design asks for; empty if it asks for none. */
    final String toReach;

    Shape(Group group, String title, String toReach) {
        this.group = group;
        this.title = title;
        this.toReach = toReach;
    }

    Shape bare() {
        return group == Group.BATCH ? BARE_BATCH : BARE_SINGLE;
    }
}
