package dev.awa.worker.internal;

import dev.awa.worker.CancelReason;
import dev.awa.worker.WorkerLoad;
import dev.awa.worker.WorkerStartException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: its threads and connections, and the order in which they start and end.
 *
 * <p>One thread and one connection each claims, settles, beats and sleeps; handlers run on threads of their own and never
 * wait for any of these.
 */
public final class WorkerRuntime {

    private static final Logger log = LoggerFactory.getLogger(WorkerRuntime.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT_ANSWER_LIMIT = Duration.ofSeconds(10);
    /** What is left to handlers after the interrupt at the end of the grace time. */
    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(5);

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);
    private static final Duration THREAD_LIMIT = ANSWER_LIMIT.plusSeconds(5);

    private final WorkerConfig config;
    private final List<LocalQueue> queues;
    private final Identities identities = new Identities();
    private final ExecutorService threads;
    private final Link claimLink;
    private final Link settleLink;
    private final Link pulseLink;
    private final Link sleepLink;
    private final Registration registration;
    private final Events events;
    private final Settler settler;
    private final Runner runner;
    private final Claimer claimer;
    private final Pulse pulse;
    private final Sleeper sleeper;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Takes a configuration without problems. */
    public WorkerRuntime(WorkerConfig config) {
        this.config = config;
        String name = config.name() == null ? hostAndProcess() : config.name();
        String prefix = "awa-" + name + "-";
        var mode = new SessionMode();
        var calls = new ContractCalls(mode);
        var losses = new AtomicLong();
        claimLink = new Link("claim", config.dataSource()::getConnection, mode, ANSWER_LIMIT, losses, null);
        settleLink = new Link("settle", config.dataSource()::getConnection, mode, ANSWER_LIMIT, losses, null);
        pulseLink = new Link("pulse", config.dataSource()::getConnection, mode, SHORT_ANSWER_LIMIT, losses, null);
        sleepLink = new Link(
                "sleep", Connector.prompt(config.dataSource()), mode, SHORT_ANSWER_LIMIT, losses, Sleeper.FAREWELL);
        queues = config.queues().entrySet().stream()
                .map(entry -> new LocalQueue(
                        entry.getKey(), entry.getValue(), config.queues().size()))
                .toList();
        threads = HandlerThreads.create(prefix + "job-");
        registration = new Registration(calls, name, config);
        events = new Events(prefix + "events", config.listeners());
        settler = new Settler(prefix + "settle", settleLink, mode, calls, events);
        runner = new Runner(config.handlers(), config.codec(), threads, settler, events, this::wakeClaimer);
        claimer = new Claimer(
                prefix + "claim",
                claimLink,
                calls,
                registration,
                identities,
                queues,
                threads,
                runner,
                () -> settler.isBehind() || events.isBehind(),
                this::wakeSleeper);
        pulse = new Pulse(
                prefix + "pulse", pulseLink, calls, registration, identities, queues, runner, this::wakeClaimer);
        sleeper = new Sleeper(
                prefix + "sleep",
                sleepLink,
                pulseLink,
                mode,
                calls,
                identities,
                queues,
                this::wakeClaimer,
                pulse::heartbeatSoon);
    }

    private void wakeClaimer() {
        claimer.signal.raise();
    }

    private void wakeSleeper() {
        sleeper.signal.raise();
    }

    /** Registers the worker and starts its threads, or throws and leaves nothing behind. */
    public void start() {
        try {
            identities.adopt(claimLink.call(registration::register));
        } catch (SQLException e) {
            abandon();
            throw new WorkerStartException("The worker cannot start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
        if (events.wanted()) {
            events.start();
        }
        settler.start();
        pulse.start();
        sleeper.start();
        claimer.start();
    }

    private void abandon() {
        closing.set(true);
        claimLink.close();
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
                end();
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
        claimer.stop();
        claimer.join(THREAD_LIMIT);
        queues.forEach(queue -> runner.handBack(queue.removeWaiting(0, System.nanoTime()), Runner.SHUT_DOWN));
        if (!runner.awaitIdle(queues, config.shutdownGrace())) {
            log.warn("handlers did not finish within {}; they are interrupted", config.shutdownGrace());
            identities.stopAll(CancelReason.SHUTDOWN);
            if (!runner.awaitIdle(queues, INTERRUPT_GRACE)) {
                log.error("handlers ignore the interrupt; their attempts are given up and count as failed");
            }
        }
        if (!settler.awaitSettled(SETTLE_LIMIT)) {
            log.error("{} results could not be settled; these attempts are given up", settler.unsettled());
        }
    }

    private void end() {
        sleeper.stop();
        settler.stop();
        pulse.stop();
        sleeper.join(THREAD_LIMIT);
        settler.join(THREAD_LIMIT);
        pulse.join(THREAD_LIMIT);
        for (Identity identity : identities.all()) {
            try {
                pulse.deregister(identity);
            } catch (SQLException e) {
                log.warn("worker {} could not be deregistered: {}", identity.workerId(), e.getMessage());
            }
        }
        if (events.wanted()) {
            events.finish(INTERRUPT_GRACE);
        }
        threads.shutdown();
        claimLink.close();
        settleLink.close();
        pulseLink.close();
        sleepLink.close();
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
