package dev.awa.worker.internal;

import dev.awa.worker.WorkerStartException;
import dev.awa.worker.internal.ContractCalls.Registered;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the worker, if the database speaks the contract that this worker was made for. */
final class Registration {

    private static final Logger log = LoggerFactory.getLogger(Registration.class);
    private static final int CONTRACT_MAJOR = 1;
    /** Undefined function, undefined schema. */
    private static final Set<String> NOT_INSTALLED = Set.of("42883", "3F000");

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
        Registered registered = calls.register(connection, name, queues, config.heartbeatEvery(), config.deadAfter());
        heartbeatEvery = registered.heartbeatEvery();
        log.info("registered as worker {}, heartbeat every {}", registered.workerId(), heartbeatEvery);
        return new Identity(registered.workerId());
    }

    private void checkContract(Connection connection) throws SQLException {
        String version;
        try {
            version = calls.contractVersion(connection);
        } catch (SQLException e) {
            if (NOT_INSTALLED.contains(String.valueOf(e.getSQLState()))) {
                throw new WorkerStartException(
                        "Awa is not installed in this database. Run `awa migrate`, or AwaSchema.migrate(dataSource).",
                        e);
            }
            throw e;
        }
        int major = major(version);
        if (major < CONTRACT_MAJOR) {
            throw new WorkerStartException(
                    "The database speaks contract " + version + ", this worker needs " + CONTRACT_MAJOR
                            + ".x. Run `awa migrate` to upgrade the database.",
                    null);
        }
        if (major > CONTRACT_MAJOR) {
            throw new WorkerStartException(
                    "The database speaks contract " + version + ", this worker knows " + CONTRACT_MAJOR
                            + ".x only. Upgrade the worker to a release that knows contract " + major + ".x.",
                    null);
        }
    }

    private static int major(String version) {
        int dot = version.indexOf('.');
        try {
            return Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
        } catch (NumberFormatException e) {
            throw new WorkerStartException("The database gives its contract version as \"" + version + "\".", e);
        }
    }
}
