package dev.awa.worker.internal;

import dev.awa.worker.CancelReason;
import dev.awa.worker.WorkerLoad;
import dev.awa.worker.WorkerStartException;
import dev.awa.worker.internal.claiming.AheadBytes;
import dev.awa.worker.internal.claiming.Claimer;
import dev.awa.worker.internal.claiming.LocalQueue;
import dev.awa.worker.internal.connection.Connector;
import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlStates;
import dev.awa.worker.internal.lease.Identities;
import dev.awa.worker.internal.lease.Identity;
import dev.awa.worker.internal.liveness.Housekeeper;
import dev.awa.worker.internal.liveness.Pulse;
import dev.awa.worker.internal.liveness.Registration;
import dev.awa.worker.internal.running.Runner;
import dev.awa.worker.internal.scheduling.DeclaredSchedules;
import dev.awa.worker.internal.settling.Events;
import dev.awa.worker.internal.settling.Settler;
import dev.awa.worker.internal.threads.Background;
import dev.awa.worker.internal.threads.Deadline;
import dev.awa.worker.internal.threads.HandlerThreads;
import dev.awa.worker.internal.threads.Loop;
import dev.awa.worker.internal.waking.Sleeper;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: its threads and connections, and the order in which they start and end.
 *
 * <p>One thread and one connection each claims, settles, beats, keeps house and sleeps; handlers run on threads of their own
 * and never wait for any of these.
 */
public final class WorkerRuntime {

    private static final Logger log = LoggerFactory.getLogger(WorkerRuntime.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT_ANSWER_LIMIT = Duration.ofSeconds(10);
    /** An unanswered heartbeat must be given up while there is time for another. */
    private static final Duration HEARTBEAT_LIMIT = Duration.ofSeconds(5);
    /** Far more than its bounded steps take, so that a busy server does not undo the same step again and again. */
    private static final Duration TICK_LIMIT = Duration.ofSeconds(30);
    /** A pool may well wait half a minute for a connection that it does not have. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(60);

    // What of the end happens at the latest how long after the grace time.
    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(2);
    private static final Duration SETTLE_GRACE = Duration.ofSeconds(3);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(4);

    /** How long a thread may take to end its present call on a database that answers. */
    private static final Duration STEP_LIMIT = Duration.ofSeconds(1);
    /** What each part of the end has even if no time is left. */
    private static final Duration SHORTEST_STEP = Duration.ofMillis(250);

    private static final Duration DEREGISTER_LIMIT = Duration.ofSeconds(5);
    private static final Duration LISTENERS_LIMIT = Duration.ofSeconds(5);

    /** Jobs claimed ahead that have waited this long go back, since others may have room for them. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(2).toNanos();

    private final WorkerConfig config;
    private final List<LocalQueue> queues;
    private final Identities identities = new Identities();
    private final ExecutorService threads;
    private final Link claimLink;
    private final Link settleLink;
    private final Link pulseLink;
    private final Link tickLink;
    private final Link sleepLink;
    private final List<Link> links;
    private final Registration registration;
    private final Events events;
    private final Settler settler;
    private final Runner runner;
    private final Claimer claimer;
    private final Pulse pulse;
    private final Housekeeper housekeeper;
    private final Sleeper sleeper;
    private final Map<Loop, Link> loops;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Takes a configuration without problems. */
    public WorkerRuntime(WorkerConfig config) {
        this.config = config;
        String name = config.name() == null ? hostAndProcess() : config.name();
        String prefix = "awa-" + name + "-";
        var mode = new SessionMode();
        var losses = new AtomicLong();
        Connector connector = config.dataSource()::getConnection;
        claimLink = new Link("claim", connector, mode, ANSWER_LIMIT, losses, null);
        settleLink = new Link("settle", connector, mode, ANSWER_LIMIT, losses, null);
        pulseLink = new Link("pulse", connector, mode, HEARTBEAT_LIMIT, losses, null);
        tickLink = new Link("tick", connector, mode, TICK_LIMIT, losses, null);
        sleepLink = new Link(
                "sleep", Connector.prompt(config.dataSource()), mode, SHORT_ANSWER_LIMIT, losses, Sleeper.FAREWELL);
        links = List.of(claimLink, settleLink, pulseLink, tickLink, sleepLink);
        var aheadBytes =
                new AheadBytes(config.prefetchBytes() == null ? AheadBytes.byDefault() : config.prefetchBytes());
        queues = LocalQueue.of(config.queues(), config.concurrency(), aheadBytes);
        threads = HandlerThreads.create(prefix + "job-");
        registration = new Registration(
                mode,
                name,
                config.queues().keySet(),
                config.handlers().keySet(),
                config.heartbeatEvery(),
                config.deadAfter());
        events = new Events(prefix + "events", config.listeners());
        settler = new Settler(prefix + "settle", settleLink, mode, events);
        runner = new Runner(
                config.handlers(),
                config.interceptors(),
                config.codec(),
                config.undecodableArgsFail(),
                config.executor() == null ? threads : config.executor(),
                settler,
                events,
                this::giveUp,
                this::wakeClaimer);
        claimer = new Claimer(
                prefix + "claim",
                claimLink,
                mode,
                registration::register,
                identities,
                queues,
                threads,
                runner,
                aheadBytes,
                () -> settler.isBehind() || events.isBehind(),
                this::wakeSleeper);
        pulse = new Pulse(
                prefix + "pulse", pulseLink, mode, registration, identities, this::lookAfterJobs, this::wakeClaimer);
        housekeeper = new Housekeeper(prefix + "tick", tickLink, mode, pulse::heartbeatSoon);
        sleeper = new Sleeper(
                prefix + "sleep",
                sleepLink,
                claimLink,
                mode,
                identities,
                queues,
                this::wakeClaimer,
                pulse::heartbeatSoon);
        loops = Map.of(
                claimer, claimLink, settler, settleLink, pulse, pulseLink, housekeeper, tickLink, sleeper, sleepLink);
    }

    /** Every now and then. */
    private void lookAfterJobs(long now) {
        runner.writeProgress(now);
        for (LocalQueue queue : queues) {
            queue.removeWaiting(LONGEST_WAIT_NANOS, now, attempt -> runner.handBack(attempt, "the worker is busy"));
        }
    }

    private void giveUp(Identity identity) {
        identities.retire(identity);
        wakeClaimer();
    }

    private void wakeClaimer() {
        claimer.wake();
    }

    private void wakeSleeper() {
        sleeper.wake();
    }

    /** Connects, registers the worker and starts its threads, or throws and leaves nothing behind. */
    public void start() {
        try {
            connect();
            applySchedules();
            identities.adopt(claimLink.call(registration::register));
            if (events.wanted()) {
                events.start();
            }
            loops.keySet().forEach(Loop::start);
        } catch (SQLException e) {
            abandon();
            throw new WorkerStartException("The worker cannot start: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    private void applySchedules() throws SQLException {
        var declared =
                new DeclaredSchedules(config.dataSource(), config.codec(), config.schedules(), config.scheduleSet());
        if (declared.wanted()) {
            claimLink.call(connection -> {
                declared.apply(connection);
                return null;
            });
        }
    }

    /** Opens all connections, which it then holds: a pool that has fewer would starve it later, or the handlers. */
    private void connect() throws SQLException {
        claimLink.call(connection -> {
            registration.checkContract(connection);
            return null;
        });
        long end = Deadline.after(CONNECT_LIMIT);
        for (int open = 1; open < links.size(); open++) {
            Link link = links.get(open);
            var opening = new FutureTask<@Nullable Void>(() -> link.call(connection -> null));
            Background.start("awa-connect", opening);
            try {
                opening.get(Deadline.left(end).toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw tooFewConnections(open, String.valueOf(cause.getMessage()), cause);
            } catch (TimeoutException e) {
                throw tooFewConnections(
                        open, "the next was not to be had within " + CONNECT_LIMIT.toSeconds() + " s", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WorkerStartException("The worker cannot start: interrupted while it connected", e);
            }
        }
    }

    private WorkerStartException tooFewConnections(int open, String reason, Throwable cause) {
        return new WorkerStartException(
                "The worker cannot start: it needs " + links.size() + " connections for itself and has got " + open
                        + ": "
                        + reason + ". Give it a data source of its own, or a pool with " + links.size()
                        + " connections beside those that handlers take.",
                cause);
    }

    private void abandon() {
        closing.set(true);
        events.stop();
        loops.keySet().forEach(Loop::stop);
        links.forEach(Link::giveUpConnecting);
        Background.run("awa-abandon", STEP_LIMIT, () -> links.forEach(Link::close));
        threads.shutdown();
        closed.countDown();
    }

    /** The id it claims under, null while it has none. */
    public @Nullable UUID workerId() {
        Identity identity = identities.current();
        return identity == null ? null : identity.workerId();
    }

    /** What it holds; read in the order in which jobs move on. */
    public WorkerLoad load() {
        int waiting = queues.stream().mapToInt(LocalQueue::waiting).sum();
        int running = queues.stream().mapToInt(LocalQueue::running).sum();
        return new WorkerLoad(waiting, running, settler.unsettled());
    }

    /** Whether it takes jobs. */
    public boolean isRunning() {
        return !closing.get();
    }

    /** Drains and ends; a second call waits for the first. */
    public void close() {
        if (closing.compareAndSet(false, true)) {
            try {
                drain();
            } finally {
                closed.countDown();
            }
        } else {
            awaitClosed();
        }
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        long graceEnd = Deadline.after(config.shutdownGrace());
        claimer.stop();
        claimLink.giveUpConnecting();
        claimer.join(max(Deadline.left(graceEnd), STEP_LIMIT));
        queues.forEach(queue ->
                queue.removeWaiting(0, System.nanoTime(), attempt -> runner.handBack(attempt, Runner.SHUT_DOWN)));
        if (!runner.awaitIdle(queues, Deadline.left(graceEnd))) {
            log.warn("handlers did not finish within {}; they are interrupted", config.shutdownGrace());
            identities.stopAll(CancelReason.SHUTDOWN);
            if (!runner.awaitIdle(queues, Deadline.left(graceEnd + INTERRUPT_GRACE.toNanos()))) {
                log.error("handlers ignore the interrupt; their attempts are given up and count as failed");
            }
        }
        if (!settler.awaitSettled(Deadline.left(graceEnd + SETTLE_GRACE.toNanos()))) {
            log.error("{} results could not be settled; these attempts are given up", settler.unsettled());
        }
        end(graceEnd + CLOSE_GRACE.toNanos());
    }

    /** Waits for nothing that needs a database which does not answer. */
    private void end(long end) {
        loops.keySet().forEach(Loop::stop);
        List.of(claimLink, settleLink, tickLink, sleepLink).forEach(Link::giveUpConnecting);
        long soon = System.nanoTime() + atMost(STEP_LIMIT, end).toNanos();
        loops.keySet().forEach(loop -> loop.join(Deadline.left(soon)));
        loops.forEach((loop, link) -> {
            if (!loop.join(Duration.ZERO)) {
                Background.start("awa-abort", link::abort);
            }
        });
        loops.keySet().forEach(loop -> loop.join(SHORTEST_STEP));
        if (pulse.join(Duration.ZERO)) {
            Background.run("awa-deregister", atMost(DEREGISTER_LIMIT, end), this::deregister);
        }
        if (!Background.run("awa-close", atMost(STEP_LIMIT, end), () -> links.forEach(Link::close))) {
            links.forEach(link -> Background.start("awa-abort", link::abort));
        }
        if (events.wanted()) {
            events.finish(atMost(LISTENERS_LIMIT, end));
        }
        threads.shutdown();
    }

    private static Duration atMost(Duration limit, long end) {
        Duration left = Deadline.left(end);
        return max(SHORTEST_STEP, left.compareTo(limit) < 0 ? left : limit);
    }

    private void deregister() {
        for (Identity identity : identities.all()) {
            try {
                try {
                    pulse.deregister(identity);
                } catch (SQLException e) {
                    if (SqlStates.refused(e)) {
                        throw e;
                    }
                    // that may have been the first use of a connection that was lost long ago
                    pulse.deregister(identity);
                }
            } catch (SQLException | RuntimeException e) {
                log.warn("worker {} could not be deregistered: {}", identity.workerId(), e.getMessage());
            }
        }
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static String hostAndProcess() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return host + ":" + ProcessHandle.current().pid();
    }
}
