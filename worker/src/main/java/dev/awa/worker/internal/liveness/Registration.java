package dev.awa.worker.internal.liveness;

import dev.awa.client.AwaClient;
import dev.awa.client.ContractException;
import dev.awa.worker.WorkerStartException;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.lease.Identity;
import dev.awa.worker.internal.liveness.LivenessSql.Registered;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the worker, if the database speaks the contract that this worker was made for. */
public final class Registration {

    private static final Logger log = LoggerFactory.getLogger(Registration.class);

    private final LivenessSql sql;
    private final String name;
    private final Collection<String> queues;
    private final Collection<String> kinds;
    private final @Nullable Duration ownHeartbeatEvery;
    private final @Nullable Duration deadAfter;
    private volatile Duration heartbeatEvery = Duration.ofSeconds(5);

    /** {@code heartbeatEvery} and {@code deadAfter} are null for the database's defaults. */
    public Registration(
            SessionMode mode,
            String name,
            Collection<String> queues,
            Collection<String> kinds,
            @Nullable Duration heartbeatEvery,
            @Nullable Duration deadAfter) {
        this.sql = new LivenessSql(mode);
        this.name = name;
        this.queues = queues;
        this.kinds = kinds;
        this.ownHeartbeatEvery = heartbeatEvery;
        this.deadAfter = deadAfter;
    }

    /** How often the database wants to hear from the worker. */
    Duration heartbeatEvery() {
        return heartbeatEvery;
    }

    /**
     * Registers the worker anew.
     *
     * @throws WorkerStartException when the contract is not there or is not the one known here
     */
    public Identity register(Connection connection) throws SQLException {
        checkContract(connection);
        Registered registered = sql.register(connection, name, queues, kinds, ownHeartbeatEvery, deadAfter);
        heartbeatEvery = registered.heartbeatEvery();
        log.info("registered as worker {}, heartbeat every {}", registered.workerId(), heartbeatEvery);
        return new Identity(registered.workerId());
    }

    /** Throws a {@link WorkerStartException} as {@link #register} does. */
    public void checkContract(Connection connection) throws SQLException {
        try {
            sql.checkContract(connection, AwaClient.CONTRACT_VERSION);
        } catch (SQLException e) {
            Optional<ContractException> mismatch = ContractException.from(e);
            if (mismatch.isPresent()) {
                throw new WorkerStartException(String.valueOf(mismatch.get().getMessage()), mismatch.get());
            }
            throw e;
        }
    }
}
