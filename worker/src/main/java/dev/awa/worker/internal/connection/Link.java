package dev.awa.worker.internal.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the worker's few connections: opened when needed, given up when it may be broken. */
public final class Link implements AutoCloseable {

    /** Work on a connection. */
    @FunctionalInterface
    public interface Call<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /** How the data source handed the connection out, to give it back alike. */
    private record Original(boolean autoCommit, int networkTimeout, int isolation) {}

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private static final int VALIDATION_SECONDS = 3;
    /** How long the server has to answer that it has cancelled what took too long. */
    private static final int CANCEL_MILLIS = 3000;

    private final String purpose;
    private final Connector connector;
    private final SessionMode mode;
    private final int timeoutMillis;
    private final @Nullable String farewell;
    private final AtomicLong losses;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Connection connection;
    private @Nullable Original original;
    private long lossesSeen;
    private final Object connecting = new Object();
    private @Nullable Thread waiting;
    private volatile boolean givenUp;

    /**
     * A call that takes longer than the limit is cancelled, on the server as well; if it does not answer to that either the
     * connection counts as lost.
     *
     * @param losses counts lost connections of all links together: what broke one has often silenced the others
     * @param farewell statement that ends what the session keeps, before somebody else gets the connection from a pool
     */
    public Link(
            String purpose,
            Connector connector,
            SessionMode mode,
            Duration limit,
            AtomicLong losses,
            @Nullable String farewell) {
        this.purpose = purpose;
        this.connector = connector;
        this.mode = mode;
        this.timeoutMillis = Math.toIntExact(limit.toMillis()) + CANCEL_MILLIS;
        this.losses = losses;
        this.farewell = farewell;
    }

    /** Does some work, one at a time, on a connection in autocommit mode. */
    public <T extends @Nullable Object> T call(Call<T> work) throws SQLException {
        lock.lock();
        try {
            Connection open = open();
            try {
                return work.on(open);
            } catch (SQLException e) {
                if (!SqlStates.sessionIntact(e)) {
                    losses.incrementAndGet();
                    drop();
                }
                throw e;
            } catch (RuntimeException | Error e) {
                losses.incrementAndGet();
                drop();
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    public boolean isOpen() {
        lock.lock();
        try {
            return connection != null;
        } finally {
            lock.unlock();
        }
    }

    /** From now on no connection is opened, and nobody waits for one any more; a call that is under way goes on. */
    public void giveUpConnecting() {
        synchronized (connecting) {
            givenUp = true;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }

    /** Ends the call that is under way, on the server as well if that answers. */
    public void abort() {
        giveUpConnecting();
        Connection open = connection;
        if (open == null) {
            return;
        }
        try {
            if (open.isWrapperFor(PGConnection.class)) {
                open.unwrap(PGConnection.class).cancelQuery();
            }
            open.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            log.debug("{}: aborting a call", purpose, e);
        }
    }

    /**
     * Prepares a statement so that it also works where the next transaction meets another server session, and is cancelled
     * before the connection gives up waiting for its answer.
     */
    public static PreparedStatement prepare(Connection connection, String sql, SessionMode mode) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        int millis = connection.getNetworkTimeout();
        if (millis > CANCEL_MILLIS) {
            statement.setQueryTimeout((millis - CANCEL_MILLIS) / 1000);
        }
        if (!mode.keepsSessionState() && statement.isWrapperFor(PGStatement.class)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
        return statement;
    }

    /** Gives the connection back as it was. */
    @Override
    public void close() {
        lock.lock();
        try {
            drop();
        } finally {
            lock.unlock();
        }
    }

    private Connection open() throws SQLException {
        long lossesNow = losses.get();
        boolean doubtful = lossesNow != lossesSeen;
        lossesSeen = lossesNow;
        if (connection != null && doubtful && !connection.isValid(VALIDATION_SECONDS)) {
            drop();
            // whoever uses it must know that the session is another one
            throw new SQLTransientConnectionException("the connection is lost", SqlStates.NO_CONNECTION);
        }
        if (connection != null) {
            return connection;
        }
        Connection fresh = connect();
        try {
            boolean autoCommit = fresh.getAutoCommit();
            if (!autoCommit) {
                fresh.setAutoCommit(true);
            }
            int networkTimeout = fresh.getNetworkTimeout();
            fresh.setNetworkTimeout(Runnable::run, timeoutMillis);
            int isolation = Connection.TRANSACTION_READ_COMMITTED;
            if (mode.keepsSessionState()) {
                isolation = fresh.getTransactionIsolation();
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    fresh.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
            }
            original = new Original(autoCommit, networkTimeout, isolation);
            connection = fresh;
            return fresh;
        } catch (SQLException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    /** However the attempt fails, it is a matter of the connection and not of what was to be said over it. */
    private Connection connect() throws SQLException {
        synchronized (connecting) {
            if (givenUp) {
                throw new SQLTransientConnectionException("the worker closes", SqlStates.NO_CONNECTION);
            }
            waiting = Thread.currentThread();
        }
        try {
            Connection fresh = connector.connect();
            if (givenUp) {
                fresh.close();
                throw new SQLTransientConnectionException("the worker closes", SqlStates.NO_CONNECTION);
            }
            return fresh;
        } catch (SQLException | RuntimeException e) {
            throw new SQLTransientConnectionException("no connection: " + e.getMessage(), SqlStates.NO_CONNECTION, e);
        } finally {
            synchronized (connecting) {
                waiting = null;
                if (givenUp) {
                    // it may have come too late to interrupt the wait
                    Thread.interrupted();
                }
            }
        }
    }

    /** Closes the connection. If it comes from a pool and still works, somebody else will get it: as it was. */
    private void drop() {
        Connection given = connection;
        Original as = original;
        connection = null;
        original = null;
        if (given == null || as == null) {
            return;
        }
        try (given) {
            if (given.isClosed()) {
                return;
            }
            if (mode.keepsSessionState()) {
                if (farewell != null) {
                    try (Statement statement = given.createStatement()) {
                        statement.execute(farewell);
                    }
                }
                if (as.isolation() != Connection.TRANSACTION_READ_COMMITTED) {
                    given.setTransactionIsolation(as.isolation());
                }
            }
            given.setNetworkTimeout(Runnable::run, as.networkTimeout());
            given.setAutoCommit(as.autoCommit());
        } catch (SQLException | RuntimeException e) {
            log.debug("{}: closing a lost connection", purpose, e);
        }
    }
}
