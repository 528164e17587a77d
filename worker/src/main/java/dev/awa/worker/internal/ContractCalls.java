package dev.awa.worker.internal;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The contract's worker verbs as plain JDBC, all but the settling ones. */
final class ContractCalls {

    /** What {@code register_worker} answers. */
    record Registered(UUID workerId, String contractVersion, Duration heartbeatEvery, Duration deadAfter) {}

    /** An attempt that the database wants stopped. */
    record Stop(long claimId, long jobId, String reason) {}

    /** What {@code sleep_until_work} answers. */
    record Sleep(
            boolean hasWork,
            List<String> workQueues,
            long waitMillis,
            @Nullable String pending) {

        /** Whether no transaction that is open now can add work without a notification. */
        boolean isUntilNotified() {
            return pending != null && pending.endsWith(":0@0");
        }
    }

    /** What became of an attempt as far as {@code get_job} knows. */
    record JobState(String state, int attempt) {}

    /** What a job takes at most unless somebody has made the limits wider. */
    private static final long LARGE_JOB_BYTES = 1L << 20;

    private static final String CLAIM = """
            select claim_id, id, kind, args, priority, attempt, max_attempts, deadline_at, tags, metadata,
                   progress -> 'checkpoint'
              from awa.claim_jobs(worker_id => ?, queue => ?, max_jobs => ?, opts => '{"async": true}')""";
    /** Fails, and so undoes the claim, before a byte of an answer that is too large is sent. */
    private static final String CLAIM_IF_IT_FITS = """
            with c as materialized (
              select claim_id, id, kind, args::text as args, priority, attempt, max_attempts, deadline_at, tags,
                     metadata::text as metadata, (progress -> 'checkpoint')::text as checkpoint
                from awa.claim_jobs(worker_id => ?, queue => ?, max_jobs => ?, opts => '{"async": true}')
            ), s as materialized (
              select count(*) as jobs, count(*) filter (where l.bytes <= ?) as fitting, max(l.bytes) as bytes
                from (
                  select sum(octet_length(c.args) + coalesce(octet_length(c.metadata), 0)
                             + coalesce(octet_length(c.checkpoint), 0)) over (rows unbounded preceding) as bytes
                    from c
                ) l
            )
            select c.*,
                   case when s.jobs > 1 and s.fitting < s.jobs
                     then format('%s jobs of %s bytes, %s of them fit', s.jobs, s.bytes, s.fitting)::int end
              from c cross join s""";

    private static final Pattern FITTING = Pattern.compile("(\\d+) of them fit");

    private final SessionMode mode;

    ContractCalls(SessionMode mode) {
        this.mode = mode;
    }

    void checkContract(Connection connection, String version) throws SQLException {
        try (var statement = prepare(connection, "select awa.check_contract(?)")) {
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
        try (var statement = prepare(connection, """
                select worker_id, contract_version, heartbeat_ms, dead_after_ms
                  from awa.register_worker(
                    name => ?,
                    queues => ?,
                    opts => jsonb_strip_nulls(jsonb_build_object(
                      'kinds', ?::text[], 'heartbeat_every', ?::text, 'dead_after', ?::text)))""")) {
            statement.setString(1, name);
            statement.setArray(2, texts(connection, queues));
            statement.setArray(3, texts(connection, kinds));
            statement.setString(4, interval(heartbeatEvery));
            statement.setString(5, interval(deadAfter));
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
        try (var statement = prepare(connection, """
                select stop_claim_ids, stop_job_ids, stop_reasons from awa.heartbeat(worker_id => ?)""")) {
            statement.setObject(1, workerId);
            try (var rows = statement.executeQuery()) {
                rows.next();
                Long[] claims = longs(rows, "stop_claim_ids");
                Long[] jobs = longs(rows, "stop_job_ids");
                List<String> reasons = strings(rows.getArray("stop_reasons"));
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
        try (var statement = prepare(connection, "select lost from awa.deregister_worker(worker_id => ?)")) {
            statement.setObject(1, workerId);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt("lost") : 0;
            }
        }
    }

    /**
     * Jobs by claim id, in the order of the answer.
     *
     * @param mostBytes of args, metadata and checkpoints together; more jobs than one do not come with more
     */
    Map<Long, List<ClaimedJob>> claim(Connection connection, UUID workerId, String queue, int maxJobs, long mostBytes)
            throws SQLException {
        int most = maxJobs;
        while (true) {
            try {
                return claimAtOnce(connection, workerId, queue, most, mostBytes);
            } catch (SQLException e) {
                int fitting = fitting(e);
                if (fitting < 0 || fitting >= most) {
                    throw e;
                }
                most = Math.max(1, fitting);
            }
        }
    }

    private static int fitting(SQLException e) {
        if (!SqlStates.is(e, SqlStates.INVALID_TEXT)) {
            return -1;
        }
        Matcher matcher = FITTING.matcher(String.valueOf(e.getMessage()));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private Map<Long, List<ClaimedJob>> claimAtOnce(
            Connection connection, UUID workerId, String queue, int maxJobs, long mostBytes) throws SQLException {
        boolean fits = maxJobs <= Math.max(1, mostBytes / LARGE_JOB_BYTES);
        try (var statement = prepare(connection, fits ? CLAIM : CLAIM_IF_IT_FITS)) {
            statement.setObject(1, workerId);
            statement.setString(2, queue);
            statement.setInt(3, maxJobs);
            if (!fits) {
                statement.setLong(4, mostBytes);
            }
            try (var rows = statement.executeQuery()) {
                var claims = new LinkedHashMap<Long, List<ClaimedJob>>();
                while (rows.next()) {
                    claims.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>())
                            .add(claimedJob(rows));
                }
                return claims;
            }
        }
    }

    private static ClaimedJob claimedJob(ResultSet rows) throws SQLException {
        return new ClaimedJob(
                rows.getLong(2),
                rows.getString(3),
                rows.getString(4),
                rows.getInt(5),
                rows.getInt(6),
                rows.getInt(7),
                instant(rows, 8),
                "{}".equals(rows.getString(9)) ? List.of() : strings(rows.getArray(9)),
                rows.getString(10),
                rows.getString(11));
    }

    Sleep sleepUntilWork(
            Connection connection, UUID workerId, Collection<String> queues, @Nullable String pending, boolean listen)
            throws SQLException {
        try (var statement = prepare(connection, """
                select has_work, work_queues, wait_ms, pending_after
                  from awa.sleep_until_work(
                    worker_id => ?, queues => ?, pending => ?, opts => jsonb_build_object('listen', ?::boolean))""")) {
            statement.setObject(1, workerId);
            statement.setArray(2, texts(connection, queues));
            statement.setString(3, pending);
            statement.setBoolean(4, listen);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return new Sleep(
                        rows.getBoolean("has_work"),
                        strings(rows.getArray("work_queues")),
                        rows.getLong("wait_ms"),
                        rows.getString("pending_after"));
            }
        }
    }

    /** Number of jobs whose attempts were taken away, from dead workers or past their deadline. */
    int tick(Connection connection) throws SQLException {
        try (var statement = prepare(connection, "select jobs_rescued, jobs_expired from awa.tick()")) {
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt("jobs_rescued") + rows.getInt("jobs_expired") : 0;
            }
        }
    }

    /** States by job id; a job that is unknown is missing. */
    Map<Long, JobState> states(Connection connection, long[] jobIds) throws SQLException {
        try (var statement = prepare(connection, """
                select j.id, j.state, j.attempt
                  from unnest(?::bigint[]) as wanted(id) cross join lateral awa.get_job(wanted.id) as j""")) {
            statement.setString(1, SqlText.bigints(jobIds));
            try (var rows = statement.executeQuery()) {
                var states = new LinkedHashMap<Long, JobState>();
                while (rows.next()) {
                    states.put(rows.getLong(1), new JobState(rows.getString(2), rows.getInt(3)));
                }
                return states;
            }
        }
    }

    /**
     * Completes one job in the caller's transaction; the error is raised when the attempt is not the worker's any more.
     */
    static void completeInCallersTransaction(
            Connection connection, UUID workerId, long claimId, long jobId, @Nullable String result)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                select settled
                  from awa.complete_jobs(
                    worker_id => ?, claim_id => ?, job_ids => array[?::bigint],
                    results => case when ?::text is not null then jsonb_build_array(?::jsonb) end)""")) {
            statement.setObject(1, workerId);
            statement.setLong(2, claimId);
            statement.setLong(3, jobId);
            statement.setString(4, result);
            statement.setString(5, result);
            statement.executeQuery().close();
        }
    }

    /** Saves the progress of one job in the caller's transaction; the same error is raised. */
    static void setProgressInCallersTransaction(
            Connection connection,
            UUID workerId,
            long claimId,
            long jobId,
            int percent,
            @Nullable String message,
            String checkpoint)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                select outcome
                  from awa.set_progress(
                    worker_id => ?, claim_id => ?, job_id => ?, percent => ?, message => ?, checkpoint => ?::jsonb)""")) {
            statement.setObject(1, workerId);
            statement.setLong(2, claimId);
            statement.setLong(3, jobId);
            statement.setInt(4, percent);
            statement.setString(5, message);
            statement.setString(6, checkpoint);
            statement.executeQuery().close();
        }
    }

    static @Nullable String interval(@Nullable Duration duration) {
        return duration == null
                ? null
                : BigDecimal.valueOf(duration.getSeconds())
                                .add(BigDecimal.valueOf(duration.getNano(), 9))
                                .toPlainString()
                        + " seconds";
    }

    static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
        var time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        return Link.prepare(connection, sql, mode);
    }

    private static Array texts(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray(String[]::new));
    }

    private static Long[] longs(ResultSet rows, String column) throws SQLException {
        Array array = rows.getArray(column);
        return array == null ? new Long[0] : (Long[]) array.getArray();
    }

    private static List<String> strings(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
