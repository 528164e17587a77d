package dev.awa.worker.internal.settling;

import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of an attempt as far as {@code get_job} knows. */
record JobState(String state, int attempt) {

    /** States by job id; a job that is unknown is missing. */
    static Map<Long, JobState> of(Connection connection, long[] jobIds, SessionMode mode) throws SQLException {
        try (var statement = Link.prepare(connection, """
                select j.id, j.state, j.attempt
                  from unnest(?::bigint[]) as wanted(id) cross join lateral awa.get_job(wanted.id) as j""", mode)) {
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
}
