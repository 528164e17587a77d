package dev.awa.worker.internal.scheduling;

import dev.awa.client.ApplyOptions;
import dev.awa.client.AwaClient;
import dev.awa.client.AwaException;
import dev.awa.client.JsonCodec;
import dev.awa.client.NewSchedule;
import dev.awa.client.ScheduleResult;
import dev.awa.worker.ScheduleSetOptions;
import dev.awa.worker.WorkerStartException;
import dev.awa.worker.internal.connection.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules that are declared with a worker: what the database has is made what they are, in one call. */
public final class DeclaredSchedules {

    /** Of sets without a name. */
    public static final String SOURCE = "worker";

    private static final Logger log = LoggerFactory.getLogger(DeclaredSchedules.class);
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final List<NewSchedule> schedules;
    private final ScheduleSetOptions options;
    private final AwaClient client;

    public DeclaredSchedules(
            DataSource dataSource, JsonCodec codec, List<NewSchedule> schedules, ScheduleSetOptions options) {
        this.schedules = schedules;
        this.options = options;
        this.client = AwaClient.builder(dataSource).codec(codec).build();
    }

    /** Whether there is anything to apply. */
    public boolean wanted() {
        return !schedules.isEmpty() || options.prunes();
    }

    /**
     * Applies them, and logs what it has changed.
     *
     * @throws WorkerStartException if the database refuses one, naming it
     */
    public void apply(Connection connection) throws SQLException {
        List<ScheduleResult> results;
        try {
            results = client.using(connection).applySchedules(schedules, this::asTold);
        } catch (AwaException e) {
            throw refused(e.getMessage() + (e.hint() == null ? "" : ". " + e.hint()), e);
        } catch (RuntimeException e) {
            if (!(e.getCause() instanceof SQLException cause)) {
                throw e;
            }
            if (SqlStates.is(cause, INSUFFICIENT_PRIVILEGE)) {
                throw refused(
                        SqlStates.words(cause) + ". Schedules take a login with awa_producer beside awa_worker; or put"
                                + " them elsewhere, and declare none with this worker.",
                        cause);
            }
            throw cause;
        }
        results.forEach(this::tell);
    }

    private void asTold(ApplyOptions apply) {
        apply.source(options.source() == null ? SOURCE : options.source());
        if (options.prunes()) {
            apply.prune();
        }
    }

    private static WorkerStartException refused(String why, Exception cause) {
        return new WorkerStartException("The worker cannot start, since its schedules were not applied: " + why, cause);
    }

    /** What differed may have been changed by somebody in the database, for a reason. */
    private void tell(ScheduleResult result) {
        switch (result.outcome()) {
            case CREATED ->
                log.info(
                        "schedule \"{}\" is new: {} Next at {}.",
                        result.name(),
                        result.sentence(),
                        result.nextFires().get(0));
            case UPDATED ->
                log.warn(
                        "schedule \"{}\" was another in the database and is now as declared here: {}",
                        result.name(),
                        result.changes().stream().map(Object::toString).collect(Collectors.joining(", ")));
            case DELETED -> log.info("schedule \"{}\" is declared no more and was deleted", result.name());
            case UNCHANGED -> log.debug("schedule \"{}\" is as declared", result.name());
        }
    }
}
