package dev.awa.worker.internal.settling;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Settles one job on a connection of its handler, which commits or rolls back. */
public final class InCallersTransaction {

    private InCallersTransaction() {}

    /**
     * Completes one job in the caller's transaction; the error is raised when the attempt is not the worker's any more.
     */
    public static void complete(Connection connection, UUID workerId, long claimId, long jobId, @Nullable String result)
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
    public static void setProgress(
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
}
