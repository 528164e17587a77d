package dev.awa.worker.internal;

import dev.awa.client.JsonCodec;
import dev.awa.worker.CancelReason;
import dev.awa.worker.JobEvent;
import dev.awa.worker.JobResult;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs handlers. A thread that has finished a job takes the next one that waits in its queue, without a hand-over and
 * without waiting for the database; a queue never has more such threads than its concurrency.
 */
final class Runner {

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    /** Why attempts are handed back at the end. */
    static final String SHUT_DOWN = "the worker shuts down";

    private static final Verdict NOT_COMMITTED =
            new Verdict.Fail("the handler called completeIn, but that transaction was not committed", null, false);

    private final Map<String, RegisteredHandler<?>> handlers;
    private final JsonCodec codec;
    private final Executor threads;
    private final Settler settler;
    private final Events events;
    private final Set<AttemptContext> running = ConcurrentHashMap.newKeySet();
    private final Runnable onNeed;
    private final Signal threadLeft = new Signal();

    /** {@code onNeed} is run when a queue may want more jobs. */
    Runner(
            Map<String, RegisteredHandler<?>> handlers,
            JsonCodec codec,
            Executor threads,
            Settler settler,
            Events events,
            Runnable onNeed) {
        this.handlers = Map.copyOf(handlers);
        this.codec = codec;
        this.threads = threads;
        this.settler = settler;
        this.events = events;
        this.onNeed = onNeed;
    }

    void add(LocalQueue queue, Collection<Claim> claims) {
        for (Claim claim : claims) {
            claim.attempts().forEach(queue::add);
        }
        startThreads(queue);
    }

    /** Hands attempts back that have not started. */
    void handBack(List<Attempt> attempts, String reason) {
        for (Attempt attempt : attempts) {
            settler.add(new Settlement(attempt, new Verdict.Release(reason), 0));
        }
    }

    /** Has progress reports written that were held back for a while. */
    void writeProgress(long now) {
        running.forEach(context -> context.writeProgress(now));
    }

    private void startThreads(LocalQueue queue) {
        while (queue.enter()) {
            try {
                threads.execute(() -> work(queue));
            } catch (RuntimeException | Error e) {
                queue.leave();
                throw e;
            }
        }
    }

    private void work(LocalQueue queue) {
        try {
            for (Attempt next = queue.poll(); next != null; next = queue.poll()) {
                if (queue.isLow()) {
                    onNeed.run();
                }
                run(queue, next);
            }
        } finally {
            queue.leave();
            startThreads(queue);
            onNeed.run();
            threadLeft.raise();
        }
    }

    /** Waits until no handler of these queues runs; false when the time is over before. */
    boolean awaitIdle(Collection<LocalQueue> queues, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (queues.stream().anyMatch(queue -> queue.running() > 0)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            threadLeft.await(left);
        }
        return true;
    }

    private void run(LocalQueue queue, Attempt attempt) {
        if (!attempt.begin()) {
            if (attempt.stopped() == CancelReason.SHUTDOWN) {
                handBack(List.of(attempt), SHUT_DOWN);
            } else {
                abandoned(attempt);
            }
            return;
        }
        long startedAt = System.nanoTime();
        var context = new AttemptContext(attempt, codec, settler);
        running.add(context);
        Verdict verdict;
        MDC.put("awa.job_id", Long.toString(attempt.job().id()));
        MDC.put("awa.kind", attempt.job().kind());
        MDC.put("awa.queue", queue.name());
        MDC.put("awa.attempt", Integer.toString(attempt.job().attempt()));
        try {
            verdict = call(attempt, context);
        } catch (RuntimeException | Error e) {
            // an exception that fails to describe itself, say; whatever it is, the attempt must be settled
            verdict = new Verdict.Fail(
                    "it failed, and why could not be told: " + e.getClass().getName(), null, false);
        } finally {
            attempt.finish();
            running.remove(context);
            context.handlerReturned();
            MDC.remove("awa.job_id");
            MDC.remove("awa.kind");
            MDC.remove("awa.queue");
            MDC.remove("awa.attempt");
        }
        long took = System.nanoTime() - startedAt;
        queue.attemptEnded(took);
        if (verdict == null) {
            abandoned(attempt);
        } else {
            settler.add(new Settlement(attempt, verdict, took));
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
            verdict = verdict(handler.call(attempt.job().args(), codec, context));
        } catch (RegisteredHandler.UndecodableArgs e) {
            verdict = new Verdict.Fail(SqlText.error(e), null, true);
            thrown = e;
        } catch (Throwable e) {
            verdict = new Verdict.Fail(SqlText.error(e), null, false);
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
            log.warn("{} failed", attempt, thrown);
        }
        if (context.wasCompletedOutside()) {
            return new Verdict.CompletedOutside(thrown != null ? verdict : NOT_COMMITTED);
        }
        return verdict;
    }

    private Verdict verdict(JobResult result) {
        if (result instanceof JobResult.Done done) {
            return done.value() == null ? Verdict.COMPLETE : new Verdict.Complete(codec.encode(done.value()));
        } else if (result instanceof JobResult.RetryAfter retry) {
            return new Verdict.Fail(SqlText.plain(retry.reason(), SqlText.LONGEST_ERROR), retry.delay(), false);
        } else if (result instanceof JobResult.Snooze snooze) {
            return new Verdict.Snooze(snooze.delay(), null);
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
        if (events.wanted()) {
            CancelReason reason = attempt.stopped();
            events.tell(
                    reason == CancelReason.CANCELLED
                            ? new JobEvent.Cancelled(attempt.info(), null)
                            : new JobEvent.LeaseLost(
                                    attempt.info(), reason == null ? CancelReason.LEASE_LOST : reason));
        }
    }
}
