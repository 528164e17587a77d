package dev.awa.worker.internal.waking;

import static java.util.Objects.requireNonNull;

import dev.awa.worker.internal.claiming.LocalQueue;
import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SessionProbe;
import dev.awa.worker.internal.connection.SqlStates;
import dev.awa.worker.internal.lease.Identities;
import dev.awa.worker.internal.lease.Identity;
import dev.awa.worker.internal.threads.Loop;
import dev.awa.worker.internal.waking.SleepSql.Sleep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, on a connection of its own, for work in the queues that ran dry: by notification where the session can listen,
 * else by asking now and then. Also hears which attempts are to stop.
 */
public final class Sleeper extends Loop {

    /** Where a session stays behind in a pool, it must neither listen nor count as asleep. */
    public static final String FAREWELL =
            "unlisten *; select pg_catalog.pg_advisory_unlock_all(); select pg_catalog.set_config('awa.asleep', '', false)";

    private static final Logger log = LoggerFactory.getLogger(Sleeper.class);
    /** How long a queue may be busy before producers are told that they need not notify any more. */
    private static final long BUSY_NANOS = Duration.ofMillis(10).toNanos();
    /** How soon it is seen that a queue that was just notified ran dry again. */
    private static final int WAKING_SLICE_MILLIS = 2;
    /** How soon a notification is heard while no queue is declared asleep, so that it can only be about a stop. */
    private static final long AWAKE_SLICE_NANOS = Duration.ofMillis(10).toNanos();
    /** How soon the thread sees that it should end, at the latest. */
    private static final int ASLEEP_SLICE_MILLIS = 100;

    /**
     * So soon after a notification the database is asked again, if not before: a claim that brought jobs may have left
     * some, or the notification may have been about a due time, too.
     */
    private static final long ASK_AFTER_NOTIFICATION_NANOS =
            Duration.ofMillis(250).toNanos();

    private static final long SHORTEST_POLL_MILLIS = 5;
    private static final long MILLI = 1_000_000;

    private final Link link;
    private final Link other;
    private final SessionMode mode;
    private final SleepSql sql;
    private final Identities identities;
    private final Map<String, LocalQueue> queues;
    private final Runnable onWork;
    private final Runnable onStopHint;

    private boolean connected;
    /** What the session holds the sleepers' lock on. */
    private Set<String> declared = Set.of();
    /** Those of them of which the database has said since that they have no work. */
    private Set<String> confirmed = Set.of();

    /** Those of them that were notified since. */
    private final Set<String> notified = new HashSet<>();

    private @Nullable UUID declaredBy;
    private @Nullable String pending;
    private boolean untilNotified;
    private long askAgainAt;

    /**
     * Wakes who claims with {@code onWork}. Has somebody ask the database which attempts are to stop, with {@code
     * onStopHint}: after a notification about one that runs here, which anybody may have sent, and after a time in which
     * notifications were missed.
     *
     * @param other any other link; it is used for a moment after each connect, to try the session out
     */
    public Sleeper(
            String threadName,
            Link link,
            Link other,
            SessionMode mode,
            Identities identities,
            List<LocalQueue> queues,
            Runnable onWork,
            Runnable onStopHint) {
        super(threadName, true);
        this.link = link;
        this.other = other;
        this.mode = mode;
        this.sql = new SleepSql(mode);
        this.identities = identities;
        this.queues = queues.stream().collect(Collectors.toMap(LocalQueue::name, Function.identity()));
        this.onWork = onWork;
        this.onStopHint = onStopHint;
    }

    @Override
    protected void step() throws SQLException {
        if (!connected || !link.isOpen()) {
            connect();
        }
        Identity identity = identities.current();
        if (identity == null) {
            signal.await(AWAKE_SLICE_NANOS);
        } else if (mode.keepsSessionState()) {
            listen(identity);
        } else {
            poll(identity);
        }
    }

    private void connect() throws SQLException {
        connected = false;
        declared = Set.of();
        confirmed = Set.of();
        notified.clear();
        declaredBy = null;
        pending = null;
        Optional<String> obstacle = link.call(mine -> other.call(others -> SessionProbe.obstacle(mine, others)));
        if (obstacle.isPresent()) {
            if (mode.kind() != SessionMode.Kind.TRANSACTION) {
                log.info("LISTEN does not work here ({}): polling for work instead", obstacle.get());
            }
            mode.set(SessionMode.Kind.TRANSACTION);
        } else {
            mode.set(SessionMode.Kind.SESSION);
        }
        connected = true;
        // what was committed while nobody listened
        long now = System.nanoTime();
        queues.values().forEach(queue -> queue.wake(true, now));
        onWork.run();
        onStopHint.run();
    }

    private void listen(Identity identity) throws SQLException {
        long now = System.nanoTime();
        Set<String> dry = dryQueues();
        boolean over = !confirmed.isEmpty() && now - askAgainAt >= 0;
        boolean inVain = notified.stream().anyMatch(name -> dry.contains(name) && foundNothing(name));
        if (over && confirmed.size() == 1 && untilNotified && notified.isEmpty()) {
            // its next job is due: claiming that is quicker than asking first
            String due = confirmed.iterator().next();
            confirmed = Set.of();
            requireNonNull(queues.get(due), due).wake(false, now);
            onWork.run();
        } else if (over
                || inVain
                || !identity.workerId().equals(declaredBy)
                || !confirmed.containsAll(dry)
                || busyFor(BUSY_NANOS, now)) {
            declare(identity, dry);
        }
        int millis = 0;
        long untilAsk = confirmed.isEmpty() ? Long.MAX_VALUE : askAgainAt - System.nanoTime();
        if (declared.isEmpty()) {
            signal.await(AWAKE_SLICE_NANOS);
        } else if (untilAsk < 2 * MILLI) {
            // a limit of one millisecond would mean not to wait at all, see PromptSocketFactory
            signal.await(untilAsk);
        } else if (declared.stream().map(queues::get).anyMatch(LocalQueue::isHungry)) {
            millis = WAKING_SLICE_MILLIS;
        } else {
            millis = (int) Math.min(ASLEEP_SLICE_MILLIS, untilAsk / MILLI);
        }
        int slice = millis;
        link.call(connection -> {
            for (PGNotification notification :
                    SessionProbe.notifications(connection.unwrap(PGConnection.class), slice)) {
                heard(notification.getParameter());
            }
            return null;
        });
    }

    private boolean foundNothing(String name) {
        return requireNonNull(queues.get(name), name).foundNothing();
    }

    private boolean busyFor(long nanos, long now) {
        return declared.stream().map(queues::get).anyMatch(queue -> queue.isHungry() && queue.hungryNanos(now) > nanos);
    }

    private void declare(Identity identity, Set<String> dry) throws SQLException {
        Sleep sleep = sleepUntilWork(identity, dry, true);
        if (sleep != null) {
            declared = dry;
            declaredBy = identity.workerId();
            confirmed = sleep.hasWork() ? Set.of() : dry;
            notified.clear();
            answered(sleep);
        }
    }

    private void poll(Identity identity) throws SQLException {
        Set<String> dry = dryQueues();
        if (!dry.isEmpty()) {
            Sleep sleep = sleepUntilWork(identity, dry, false);
            if (sleep != null) {
                answered(sleep);
                signal.await(Duration.ofMillis(Math.max(SHORTEST_POLL_MILLIS, sleep.waitMillis()))
                        .toNanos());
                return;
            }
        }
        signal.await(AWAKE_SLICE_NANOS);
    }

    private @Nullable Sleep sleepUntilWork(Identity identity, Set<String> dry, boolean listen) throws SQLException {
        try {
            return link.call(connection -> sql.sleepUntilWork(connection, identity.workerId(), dry, pending, listen));
        } catch (SQLException e) {
            if (SqlStates.is(e, SqlStates.WORKER_UNKNOWN)) {
                identities.declareDead(identity);
                onWork.run();
                return null;
            }
            throw e;
        }
    }

    private void answered(Sleep sleep) {
        long now = System.nanoTime();
        pending = sleep.pending();
        untilNotified = sleep.isUntilNotified();
        askAgainAt = now + Math.max(1, sleep.waitMillis()) * MILLI;
        if (sleep.hasWork()) {
            for (String name : sleep.workQueues()) {
                LocalQueue queue = queues.get(name);
                if (queue != null) {
                    queue.wake(false, now);
                }
            }
            onWork.run();
        }
    }

    private void heard(String payload) {
        if (payload.startsWith("work:")) {
            LocalQueue queue = queues.get(payload.substring("work:".length()));
            if (queue != null) {
                long now = System.nanoTime();
                // a claim that brings jobs explains it for now; after one that brings none ask at once
                if (confirmed.contains(queue.name()) && notified.add(queue.name())) {
                    long ask = now + ASK_AFTER_NOTIFICATION_NANOS;
                    askAgainAt = askAgainAt - ask < 0 ? askAgainAt : ask;
                }
                queue.wake(true, now);
                onWork.run();
            }
        } else if (payload.startsWith("stop:")) {
            String[] parts = payload.split(":");
            try {
                if (parts.length == 3 && identities.runs(Long.parseLong(parts[1]), Long.parseLong(parts[2]))) {
                    onStopHint.run();
                }
            } catch (NumberFormatException e) {
                log.debug("notification \"{}\" is not understood", payload);
            }
        }
    }

    private Set<String> dryQueues() {
        return queues.values().stream()
                .filter(queue -> !queue.isHungry())
                .map(LocalQueue::name)
                .collect(Collectors.toSet());
    }
}
