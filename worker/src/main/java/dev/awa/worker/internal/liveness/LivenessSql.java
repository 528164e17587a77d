package dev.awa.worker.internal.liveness;

import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Registers a worker, and keeps it and the house alive. */
final class LivenessSql {

    /** What {@code register_worker} answers. */
    record Registered(UUID workerId, String contractVersion, Duration heartbeatEvery, Duration deadAfter) {}

    /** An attempt that the database wants stopped. */
    record Stop(long claimId, long jobId, String reason) {}

    private final SessionMode mode;

    LivenessSql(SessionMode mode) {
        this.mode = mode;
    }

    void checkContract(Connection connection, String version) throws SQLException {
        try (var statement = Link.prepare(connection, "select awa.check_contract(?)", mode)) {
            statement.setString(1, version);
            statement.execute();
        }
    }

    Registered register(
            Connection connection,
            String name,
            Collection<String> queues,
            Collection<String> kinds,
            @Nullable Duration heartbeatEvery,
            @Nullable Duration deadAfter)
            throws SQLException {
        try (var statement = Link.prepare(connection, """
                select worker_id, contract_version, heartbeat_ms, dead_after_ms
                  from awa.register_worker(
                    name => ?,
                    queues => ?,
                    opts => jsonb_strip_nulls(jsonb_build_object(
                      'kinds', ?::text[], 'heartbeat_every', ?::text, 'dead_after', ?::text)))""", mode)) {
            statement.setString(1, name);
            statement.setArray(2, SqlValues.texts(connection, queues));
            statement.setArray(3, SqlValues.texts(connection, kinds));
            statement.setString(4, SqlValues.interval(heartbeatEvery));
            statement.setString(5, SqlValues.interval(deadAfter));
            try (var rows = statement.executeQuery()) {
                rows.next();
                return new Registered(
                        rows.getObject("worker_id", UUID.class),
                        rows.getString("contract_version"),
                        Duration.ofMillis(rows.getLong("heartbeat_ms")),
                        Duration.ofMillis(rows.getLong("dead_after_ms")));
            }
        }
    }

    List<Stop> heartbeat(Connection connection, UUID workerId) throws SQLException {
        try (var statement = Link.prepare(connection, """
                select stop_claim_ids, stop_job_ids, stop_reasons from awa.heartbeat(worker_id => ?)""", mode)) {
            statement.setObject(1, workerId);
            try (var rows = statement.executeQuery()) {
                rows.next();
                Long[] claims = SqlValues.longs(rows, "stop_claim_ids");
                Long[] jobs = SqlValues.longs(rows, "stop_job_ids");
                List<String> reasons = SqlValues.strings(rows.getArray("stop_reasons"));
                var stops = new ArrayList<Stop>(claims.length);
                for (int i = 0; i < claims.length; i++) {
                    stops.add(new Stop(claims[i], jobs[i], reasons.get(i)));
                }
                return stops;
            }
        }
    }

    /** Number of jobs that were still open. */
    int deregister(Connection connection, UUID workerId) throws SQLException {
        try (var statement = Link.prepare(connection, "select lost from awa.deregister_worker(worker_id => ?)", mode)) {
            statement.setObject(1, workerId);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt("lost") : 0;
            }
        }
    }

    /**
     * What a tick did.
     *
     * @param jobsTakenAway number of jobs whose attempts were taken away, from dead workers or past their deadline
     * @param skipped somebody else does it, or has just done it
     */
    record Tick(int jobsTakenAway, boolean skipped) {}

    /** Housekeeping, unless it was done less than {@code everyMillis} ago. */
    Tick tick(Connection connection, int everyMillis) throws SQLException {
        var sql = "select jobs_rescued, jobs_expired, coalesce((details -> 'skipped')::boolean, false) as skipped"
                + " from awa.tick(opts => pg_catalog.jsonb_build_object('every', ? || ' ms'))";
        try (var statement = Link.prepare(connection, sql, mode)) {
            statement.setInt(1, everyMillis);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return new Tick(rows.getInt("jobs_rescued") + rows.getInt("jobs_expired"), rows.getBoolean("skipped"));
            }
        }
    }
}
