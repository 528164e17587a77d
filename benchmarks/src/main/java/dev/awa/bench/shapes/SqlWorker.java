package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** A worker by plain calls that takes one job at a time over a connection of its own. For one thread. */
final class SqlWorker {
    private final UUID id;
    private final PreparedStatement claim;
    private final PreparedStatement complete;

    /** Calls for the worker of an id, which {@link #register} gives. */
    SqlWorker(Connection connection, UUID id) throws SQLException {
        this.id = id;
        claim = connection.prepareStatement(
                "select claim_id, id, args from awa.claim_jobs(?, ?, 1, '{\"async\": true}')");
        complete = connection.prepareStatement("select settled from awa.complete_jobs(?, ?, array[?::bigint])");
    }

    static UUID register(Connection connection, List<String> queues) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select worker_id from awa.register_worker('awa bench', ?,"
                        + " '{\"heartbeat_every\": \"20 min\", \"dead_after\": \"30 min\"}')")) {
            statement.setArray(1, connection.createArrayOf("text", queues.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    static void deregister(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select awa.deregister_worker(?)")) {
            statement.setObject(1, id);
            statement.execute();
        }
    }

    /** Claims a job, each call in a transaction of its own, and completes it; false when there is none. Times the claim. */
    boolean next(String queue, Latencies latencies, Accounts accounts) throws SQLException {
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
        accounts.started(job);
        complete.setObject(1, id);
        complete.setLong(2, claimId);
        complete.setLong(3, job);
        complete.executeQuery().close();
        return true;
    }
}
