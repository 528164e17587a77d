package dev.awa.worker.internal.claiming;

import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlStates;
import dev.awa.worker.internal.connection.SqlValues;
import dev.awa.worker.internal.lease.ClaimedJob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Claims jobs, in one statement. */
final class ClaimSql {

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

    /**
     * What a claim brought.
     *
     * @param asked for how many jobs the database was asked in the end; with fewer of them it had no more to give
     * @param claims jobs by claim id, in the order of the answer
     */
    record Answer(int asked, Map<Long, List<ClaimedJob>> claims) {}

    private final SessionMode mode;

    ClaimSql(SessionMode mode) {
        this.mode = mode;
    }

    /**
     * Claims up to so many jobs, or fewer if their bytes are more.
     *
     * @param mostBytes of args, metadata and checkpoints together; more jobs than one do not come with more
     */
    Answer claim(Connection connection, UUID workerId, String queue, int maxJobs, long mostBytes) throws SQLException {
        int most = maxJobs;
        while (true) {
            try {
                return new Answer(most, claimAtOnce(connection, workerId, queue, most, mostBytes));
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
        try (var statement = Link.prepare(connection, fits ? CLAIM : CLAIM_IF_IT_FITS, mode)) {
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
                SqlValues.instant(rows, 8),
                "{}".equals(rows.getString(9)) ? List.of() : SqlValues.strings(rows.getArray(9)),
                rows.getString(10),
                rows.getString(11));
    }
}
