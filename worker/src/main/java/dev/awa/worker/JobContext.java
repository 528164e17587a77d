package dev.awa.worker;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a job, as its handler sees it.
 *
 * <p>Valid while the handler runs. Safe for use by the threads that a handler starts.
 */
public interface JobContext {

    /** The job's id. */
    long id();

    /** The job's kind. */
    String kind();

    /** The queue the job was claimed from. */
    String queue();

    /** Number of this attempt; 1 in the first run. */
    int attempt();

    /** Number of attempts after which the job fails for good. */
    int maxAttempts();

    /** 1 (most urgent) to 4. */
    int priority();

    /** When this attempt is taken away, by the database's clock; null when the job has no timeout. */
    @Nullable
    Instant deadline();

    /** The job's metadata; unmodifiable, empty when there is none. */
    Map<String, Object> metadata();

    /** The job's tags; unmodifiable. */
    List<String> tags();

    /**
     * Reports progress. Returns at once; reports that follow each other quickly are merged, at most one is written a second,
     * and the last one is written before the job ends.
     *
     * @param percent 0 to 100
     * @param message what is being done; null leaves the stored message as it is
     * @throws IllegalArgumentException when percent is out of range
     */
    void progress(int percent, @Nullable String message);

    /**
     * Stores a state that a later attempt can go on from. Returns when it is committed.
     *
     * @param state encoded as JSON
     * @throws JobCancelledException when the attempt is no longer this worker's; nothing is stored
     * @throws InterruptedException when interrupted while waiting; the state may or may not be stored
     */
    void checkpoint(Object state) throws InterruptedException;

    /**
     * The newest stored state, of this attempt or an earlier one.
     *
     * @param type the class to decode it as
     * @return empty when no state was stored
     */
    <T> Optional<T> checkpoint(Class<T> type);

    /**
     * Stores progress and a state that a later attempt can go on from inside the caller's transaction, together with
     * the rows that the state speaks of: after a crash the next attempt finds both or neither. Call it last and commit
     * soon, since it locks the claim. {@link #checkpoint(Class)} tells of it from the next attempt on.
     *
     * @param connection the caller's connection to the same database; neither committed nor closed here
     * @param percent 0 to 100
     * @param message what is being done; null leaves the stored message as it is
     * @param state encoded as JSON
     * @throws dev.awa.client.AwaException.LeaseLost when the attempt is no longer this worker's
     * @throws SQLException when the database reports anything else
     */
    void checkpointIn(Connection connection, int percent, @Nullable String message, Object state) throws SQLException;

    /** Whether the attempt is no longer wanted. */
    boolean cancelled();

    /** Why the attempt is no longer wanted; null while it is. */
    @Nullable
    CancelReason cancelReason();

    /**
     * Does nothing while the attempt is wanted.
     *
     * @throws JobCancelledException when it is not
     */
    void throwIfCancelled();

    /**
     * Has something run when the attempt stops being wanted, on a thread of its own; at once when it already has.
     * Meant for what an interrupt does not reach.
     */
    void onCancel(Consumer<CancelReason> action);

    /**
     * Completes the job inside the caller's transaction: its commit completes the job together with everything else it
     * did, its roll-back leaves the job to be retried. Call it last and commit soon, since it locks the claim; the
     * handler's result does not matter afterwards.
     *
     * @param connection the caller's connection to the same database; neither committed nor closed here
     * @throws dev.awa.client.AwaException.LeaseLost when the attempt is no longer this worker's
     * @throws SQLException when the database reports anything else
     */
    default void completeIn(Connection connection) throws SQLException {
        completeIn(connection, null);
    }

    /**
     * The same with a result.
     *
     * @param value stored as JSON with the job; null leaves none
     */
    void completeIn(Connection connection, @Nullable Object value) throws SQLException;

    /** How long the attempt has been running. */
    Duration elapsed();
}
