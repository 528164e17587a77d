package dev.awa.worker.internal.running;

import dev.awa.client.JsonCodec;
import dev.awa.worker.CancelReason;
import dev.awa.worker.JobEvent;
import dev.awa.worker.JobInterceptor;
import dev.awa.worker.JobResult;
import dev.awa.worker.internal.lease.Attempt;
import dev.awa.worker.internal.lease.Claim;
import dev.awa.worker.internal.lease.Identity;
import dev.awa.worker.internal.settling.Events;
import dev.awa.worker.internal.settling.Settlement;
import dev.awa.worker.internal.settling.Settler;
import dev.awa.worker.internal.settling.SqlText;
import dev.awa.worker.internal.settling.StackText;
import dev.awa.worker.internal.settling.Verdict;
import dev.awa.worker.internal.threads.Deadline;
import dev.awa.worker.internal.threads.Signal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs handlers. A thread that has finished a job takes the next one that waits in its queue, without a hand-over and
 * without waiting for the database, or goes to a queue whose turn it is; a queue never has more such threads than its
 * concurrency.
 */
public final class Runner {

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    private static final long LOG_EVERY_NANOS = Duration.ofSeconds(30).toNanos();

    /** Why attempts are handed back at the end. */
    public static final String SHUT_DOWN = "the worker shuts down";

    private static final Verdict NOT_COMMITTED =
            new Verdict.Fail("the handler called completeIn, but that transaction was not committed", null, false);

    private static final Verdict HAND_BACK = new Verdict.Release(SHUT_DOWN);
    private static final Verdict UNTOLD = new Verdict.Fail("it failed, and why could not be told", null, false);

    private final Map<String, RegisteredHandler<?>> handlers;
    private final List<JobInterceptor> interceptors;
    private final JsonCodec codec;
    private final boolean undecodableArgsFail;
    private final Executor threads;
    private final Settler settler;
    private final Events events;
    private final Set<AttemptContext> running = ConcurrentHashMap.newKeySet();
    private final Consumer<Identity> giveUp;
    private final Runnable onNeed;
    private final Signal threadLeft = new Signal();
    private final AtomicLong rejectionLoggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    /**
     * {@code giveUp} ends a registration under which an attempt is open that nobody can settle; {@code onNeed} is run when
     * a queue may want more jobs.
     */
    public Runner(
            Map<String, RegisteredHandler<?>> handlers,
            List<JobInterceptor> interceptors,
            JsonCodec codec,
            boolean undecodableArgsFail,
            Executor threads,
            Settler settler,
            Events events,
            Consumer<Identity> giveUp,
            Runnable onNeed) {
        this.handlers = Map.copyOf(handlers);
        this.interceptors = List.copyOf(interceptors);
        this.codec = codec;
        this.undecodableArgsFail = undecodableArgsFail;
        this.threads = threads;
        this.settler = settler;
        this.events = events;
        this.giveUp = giveUp;
        this.onNeed = onNeed;
    }

    /** Takes a claim in; {@link #startThreads} has it run. */
    public void add(WorkQueue queue, Claim claim) {
        claim.attempts().forEach(queue::add);
    }

    /** Hands attempts back that have not started. */
    public void handBack(List<Attempt> attempts, String reason) {
        attempts.forEach(attempt -> handBack(attempt, reason));
    }

    public void handBack(Attempt attempt, String reason) {
        tell(attempt, new Verdict.Release(reason), 0);
    }

    /** An attempt that cannot even be settled must not be kept by this worker's heartbeats. */
    private void tell(Attempt attempt, Verdict verdict, long tookNanos) {
        try {
            settler.add(new Settlement(attempt, verdict, tookNanos));
        } catch (RuntimeException | Error e) {
            giveUp.accept(attempt.claim().identity());
            attempt.claim().closeOne();
            logged("{} is given up", attempt, e);
        }
    }

    private static void logged(String message, Attempt attempt, Throwable e) {
        try {
            log.error(message, attempt, e);
        } catch (RuntimeException | Error again) {
            // no memory for that: the attempt is given up all the same, and rescued
        }
    }

    /** Has progress reports written that were held back for a while. */
    public void writeProgress(long now) {
        running.forEach(context -> context.writeProgress(now));
    }

    /** Has as many threads work on the queue, and those that share its places, as there are jobs and places for. */
    public void startThreads(WorkQueue queue) {
        for (WorkQueue entered = queue.enter(); entered != null; entered = queue.enter()) {
            WorkQueue first = entered;
            try {
                threads.execute(() -> work(first));
            } catch (RejectedExecutionException e) {
                first.stayAway();
                rejected(first, e);
                return;
            } catch (RuntimeException | Error e) {
                first.stayAway();
                throw e;
            }
        }
    }

    /** The jobs wait for a thread that is free, or go back to the database when they have waited for long. */
    private void rejected(WorkQueue queue, RejectedExecutionException e) {
        long now = System.nanoTime();
        long last = rejectionLoggedAt.get();
        if (now - last >= LOG_EVERY_NANOS && rejectionLoggedAt.compareAndSet(last, now)) {
            log.warn("the executor rejects to run jobs of queue \"{}\": {}", queue.name(), e.getMessage());
        }
    }

    private void work(WorkQueue first) {
        WorkQueue queue = first;
        try {
            while (queue != null) {
                Attempt next = queue.poll();
                if (next == null) {
                    break;
                }
                if (queue.isLow()) {
                    onNeed.run();
                }
                run(queue, next);
                queue = queue.pass();
            }
        } finally {
            if (queue != null) {
                queue.leave();
            }
            threadLeft.raise();
            try {
                startThreads(first);
            } finally {
                // after it, since places may be kept for what is to be claimed
                onNeed.run();
            }
        }
    }

    /** Waits until no handler of these queues runs; false when the time is over before. */
    public boolean awaitIdle(Collection<? extends WorkQueue> queues, Duration limit) {
        long end = Deadline.after(limit);
        while (queues.stream().anyMatch(queue -> queue.running() > 0)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            threadLeft.await(left);
        }
        return true;
    }

    private void run(WorkQueue queue, Attempt attempt) {
        long startedAt = System.nanoTime();
        Verdict verdict;
        try {
            if (attempt.begin()) {
                verdict = call(queue, attempt);
            } else {
                verdict = attempt.stopped() == CancelReason.SHUTDOWN ? HAND_BACK : null;
            }
        } catch (RuntimeException | Error e) {
            // no memory to begin, or an exception that fails to describe itself: whatever it is, the attempt must be
            // settled
            logged("{} failed, and why could not be told", attempt, e);
            verdict = UNTOLD;
        } finally {
            attempt.finish();
        }
        long took = System.nanoTime() - startedAt;
        queue.attemptEnded(took);
        if (verdict == null) {
            abandoned(attempt);
        } else {
            tell(attempt, verdict, took);
        }
    }

    private @Nullable Verdict call(WorkQueue queue, Attempt attempt) {
        var context = new AttemptContext(attempt, codec, settler);
        try {
            running.add(context);
            MDC.put("awa.job_id", Long.toString(attempt.job().id()));
            MDC.put("awa.kind", attempt.job().kind());
            MDC.put("awa.queue", queue.name());
            MDC.put("awa.attempt", Integer.toString(attempt.job().attempt()));
            return call(attempt, context);
        } finally {
            attempt.finish();
            running.remove(context);
            context.handlerReturned();
            MDC.remove("awa.job_id");
            MDC.remove("awa.kind");
            MDC.remove("awa.queue");
            MDC.remove("awa.attempt");
        }
    }

    /** The verdict; null when the attempt was taken away, so that there is nothing to tell. */
    private @Nullable Verdict call(Attempt attempt, AttemptContext context) {
        RegisteredHandler<?> handler = handlers.get(attempt.job().kind());
        if (handler == null) {
            return new Verdict.Release(
                    "this worker did not ask for kind " + attempt.job().kind());
        }
        if (events.wanted()) {
            events.tell(new JobEvent.Started(attempt.info()));
        }
        Verdict verdict;
        Throwable thrown = null;
        try {
            verdict = verdict(handler.call(attempt.job().args(), codec, context, interceptors));
        } catch (RegisteredHandler.UndecodableArgs e) {
            Throwable refused = e.getCause();
            verdict = failed(e, refused == null ? e : refused, undecodableArgsFail);
            thrown = e;
        } catch (Throwable e) {
            verdict = failed(e, e, false);
            thrown = e;
        }
        CancelReason stopped = attempt.stopped();
        if (stopped != null && stopped != CancelReason.SHUTDOWN) {
            log.info("{} ended after it was taken away ({}); its result is dropped", attempt, stopped);
            return null;
        }
        if (thrown != null && stopped == CancelReason.SHUTDOWN) {
            verdict = new Verdict.Release(SHUT_DOWN);
        } else if (thrown != null) {
            logFailure(attempt, thrown);
        }
        if (context.wasCompletedOutside()) {
            return new Verdict.CompletedOutside(thrown != null ? verdict : NOT_COMMITTED);
        }
        return verdict;
    }

    /** {@code named}: whose class tells what went wrong. */
    private static Verdict failed(Throwable thrown, Throwable named, boolean forGood) {
        return new Verdict.Fail(
                SqlText.error(thrown),
                new Verdict.Cause(named.getClass().getName(), StackText.of(thrown)),
                null,
                forGood);
    }

    /** One line; with the whole stack where somebody has asked for it. */
    private static void logFailure(Attempt attempt, Throwable thrown) {
        if (log.isDebugEnabled()) {
            log.warn("{} failed", attempt, thrown);
        } else {
            log.warn("{} failed: {}", attempt, SqlText.line(thrown));
        }
    }

    private Verdict verdict(JobResult result) {
        if (result instanceof JobResult.Done done) {
            return done.value() == null ? Verdict.COMPLETE : new Verdict.Complete(codec.encode(done.value()));
        } else if (result instanceof JobResult.RetryAfter retry) {
            return new Verdict.Fail(SqlText.plain(retry.reason(), SqlText.LONGEST_ERROR), retry.delay(), false);
        } else if (result instanceof JobResult.Snooze snooze) {
            return new Verdict.Snooze(snooze.delay());
        } else if (result instanceof JobResult.Cancel cancel) {
            return new Verdict.Cancel(SqlText.plain(cancel.reason(), SqlText.LONGEST_REASON));
        } else if (result instanceof JobResult.Fail fail) {
            return new Verdict.Fail(SqlText.plain(fail.reason(), SqlText.LONGEST_ERROR), null, true);
        }
        throw new IllegalStateException("unknown result " + result);
    }

    /** An attempt that the database has already closed. */
    private void abandoned(Attempt attempt) {
        attempt.claim().closeOne();
        if (!events.wanted()) {
            return;
        }
        try {
            CancelReason reason = attempt.stopped();
            events.tell(
                    reason == CancelReason.CANCELLED
                            ? new JobEvent.Cancelled(attempt.info(), null)
                            : new JobEvent.LeaseLost(
                                    attempt.info(), reason == null ? CancelReason.LEASE_LOST : reason));
        } catch (RuntimeException | Error e) {
            logged("what became of {} could not be told", attempt, e);
        }
    }
}
