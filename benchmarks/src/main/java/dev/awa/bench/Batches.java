package dev.awa.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** One turn through the shapes of {@link Shape.Group#BATCH}, on one connection. */
final class Batches {
    private final Connection connection;
    private final Clock clock;
    private final Workload workload;
    private final Runnable checkpoint;
    private final String queue;
    private final String asyncQueue;

    /** @param checkpoint throws when the benchmark has been told to stop */
    Batches(Connection connection, Clock clock, Workload workload, Runnable checkpoint, String queuePrefix) {
        this.connection = connection;
        this.clock = clock;
        this.workload = workload;
        this.checkpoint = checkpoint;
        queue = queuePrefix + "_batch";
        asyncQueue = queuePrefix + "_batch_async";
    }

    List<String> queues() {
        return List.of(queue, asyncQueue);
    }

    List<Sample> turn(int run, int batches) throws SQLException {
        var samples = new ArrayList<Sample>();
        samples.add(bare(run, batches));
        cycle(run, batches, queue, false, samples);
        cycle(run, batches, asyncQueue, true, samples);
        samples.add(2, copy(run, batches));
        return samples;
    }

    private Sample bare(int run, int batches) throws SQLException {
        checkpoint.run();
        try (PreparedStatement statement = connection.prepareStatement(Workload.BARE_BATCH)) {
            for (int i = 0; i < SqlBenchmark.BATCH; i++) {
                statement.setString(3 * i + 1, "bench");
                statement.setString(3 * i + 2, Workload.payload(i));
                statement.setString(3 * i + 3, "bench");
            }
            long jobs = 0;
            clock.start();
            for (int batch = 0; batch < batches && !clock.isOver(); batch++) {
                jobs += statement.executeUpdate();
            }
            return clock.stop(Shape.BARE_BATCH, 1, run, jobs);
        }
    }

    private void cycle(int run, int batches, String queue, boolean async, List<Sample> samples) throws SQLException {
        var ids = new ArrayList<Long>(batches * SqlBenchmark.BATCH);
        Sample inserted = async ? insertMany(run, batches, queue, ids) : insertJobs(run, batches, queue, ids);

        checkpoint.run();
        clock.start();
        List<Workload.Claimed> claims = workload.claim(connection, queue, async, ids.size());
        Sample claimed = clock.stop(async ? Shape.CLAIM_JOBS_ASYNC : Shape.CLAIM_JOBS, 1, run, ids.size());

        clock.start();
        workload.complete(connection, claims);
        Sample completed = clock.stop(Shape.COMPLETE_JOBS, 1, run, ids.size());

        workload.account(ids, claims);
        samples.add(inserted);
        if (!async) {
            samples.add(claimed);
            samples.add(completed);
        } else {
            samples.add(claimed);
        }
        samples.add(inserted.then(claimed).then(completed).as(async ? Shape.CYCLE_ASYNC : Shape.CYCLE));
    }

    /** Which ids the jobs got, it is the claims that tell; how many there have to be is known. */
    private Sample copy(int run, int batches) throws SQLException {
        checkpoint.run();
        byte[] lines = Workload.copyLines(queue);
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        long jobs = 0;
        clock.start();
        for (int batch = 0; batch < batches && !clock.isOver(); batch++) {
            jobs += copyIn(copies, lines);
        }
        Sample copied = clock.stop(Shape.COPY, 1, run, jobs);
        List<Workload.Claimed> claims = workload.claim(connection, queue, false, (int) jobs);
        workload.complete(connection, claims);
        List<Long> ids =
                claims.stream().flatMap(claim -> claim.jobIds().stream()).toList();
        if (ids.size() != jobs) {
            throw new BenchmarkException(jobs + " jobs were copied and " + ids.size() + " claimed.");
        }
        workload.account(ids, claims);
        return copied;
    }

    private static long copyIn(CopyManager copies, byte[] lines) throws SQLException {
        try {
            return copies.copyIn(
                    "copy awa.new_jobs (kind, queue, args) from stdin (format csv)", new ByteArrayInputStream(lines));
        } catch (IOException e) {
            throw new BenchmarkException("COPY failed: " + e.getMessage(), e);
        }
    }

    private Sample insertJobs(int run, int batches, String queue, List<Long> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select id from awa.insert_jobs(?::jsonb)")) {
            statement.setString(1, Workload.jobs(queue));
            return insert(Shape.INSERT_JOBS, statement, run, batches, ids);
        }
    }

    private Sample insertMany(int run, int batches, String queue, List<Long> ids) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select id from awa.insert_many('bench', ?::jsonb[], ?)")) {
            statement.setArray(1, connection.createArrayOf("jsonb", Workload.payloads()));
            statement.setString(2, queue);
            return insert(Shape.INSERT_MANY, statement, run, batches, ids);
        }
    }

    private Sample insert(Shape shape, PreparedStatement statement, int run, int batches, List<Long> ids)
            throws SQLException {
        checkpoint.run();
        clock.start();
        for (int batch = 0; batch < batches && !clock.isOver(); batch++) {
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        return clock.stop(shape, 1, run, ids.size());
    }
}
