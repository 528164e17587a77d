package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;

/** Workers by plain calls that take one job at a time over a connection which they share. For one thread. */
final class SqlWorker {
    private final PreparedStatement claim;
    private final PreparedStatement complete;

    SqlWorker(Connection connection) throws SQLException {
        claim = connection.prepareStatement(
                "select claim_id, id, args from awa.claim_jobs(?, ?, 1, '{\"async\": true}')");
        complete = connection.prepareStatement("select settled from awa.complete_jobs(?, ?, array[?::bigint])");
    }

    static UUID register(Connection connection, List<String> queues) throws SQLException {
        return register(connection, queues, 1).get(0);
    }

    static List<UUID> register(Connection connection, List<String> queues, int workers) throws SQLException {
        var ids = new ArrayList<UUID>(workers);
        try (PreparedStatement statement =
                connection.prepareStatement("select worker_id from generate_series(1, ?), lateral"
                        + " awa.register_worker('awa bench', ?,"
                        + " '{\"heartbeat_every\": \"20 min\", \"dead_after\": \"30 min\"}')")) {
            statement.setInt(1, workers);
            statement.setArray(2, connection.createArrayOf("text", queues.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }

    static void deregister(Connection connection, UUID id) throws SQLException {
        deregister(connection, List.of(id));
    }

    static void deregister(Connection connection, List<UUID> ids) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select awa.deregister_worker(id) from unnest(?::uuid[]) id")) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            statement.execute();
        }
    }

    /**
     * Claims a job, each call in a transaction of its own, and completes it; false when there is none. Times the claim.
     *
     * @param id of the worker, which {@link #register} gives
     * @param started gets the id of the job before it is completed
     */
    boolean next(UUID id, String queue, Latencies latencies, LongConsumer started) throws SQLException {
        claim.setObject(1, id);
        claim.setString(2, queue);
        long claimId;
        long job;
        long began = System.nanoTime();
        try (ResultSet row = claim.executeQuery()) {
            if (!row.next()) {
                return false;
            }
            claimId = row.getLong(1);
            job = row.getLong(2);
        }
        latencies.add(System.nanoTime() - began);
        started.accept(job);
        complete.setObject(1, id);
        complete.setLong(2, claimId);
        complete.setLong(3, job);
        complete.executeQuery().close();
        return true;
    }
}
