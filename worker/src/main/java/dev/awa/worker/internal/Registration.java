package dev.awa.worker.internal;

import dev.awa.client.AwaClient;
import dev.awa.client.ContractException;
import dev.awa.worker.WorkerStartException;
import dev.awa.worker.internal.ContractCalls.Registered;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the worker, if the database speaks the contract that this worker was made for. */
final class Registration {

    private static final Logger log = LoggerFactory.getLogger(Registration.class);

    private final ContractCalls calls;
    private final String name;
    private final Collection<String> queues;
    private final WorkerConfig config;
    private volatile Duration heartbeatEvery = Duration.ofSeconds(5);

    Registration(ContractCalls calls, String name, WorkerConfig config) {
        this.calls = calls;
        this.name = name;
        this.queues = config.queues().keySet();
        this.config = config;
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
    Identity register(Connection connection) throws SQLException {
        checkContract(connection);
        Registered registered = calls.register(
                connection, name, queues, config.handlers().keySet(), config.heartbeatEvery(), config.deadAfter());
        heartbeatEvery = registered.heartbeatEvery();
        log.info("registered as worker {}, heartbeat every {}", registered.workerId(), heartbeatEvery);
        return new Identity(registered.workerId());
    }

    /** Throws a {@link WorkerStartException} as {@link #register} does. */
    void checkContract(Connection connection) throws SQLException {
        try {
            calls.checkContract(connection, AwaClient.CONTRACT_VERSION);
        } catch (SQLException e) {
            Optional<ContractException> mismatch = ContractException.from(e);
            if (mismatch.isPresent()) {
                throw new WorkerStartException(String.valueOf(mismatch.get().getMessage()), mismatch.get());
            }
            throw e;
        }
    }
}
