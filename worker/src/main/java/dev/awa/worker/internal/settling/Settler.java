package dev.awa.worker.internal.settling;

import dev.awa.client.AwaException;
import dev.awa.worker.CancelReason;
import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlStates;
import dev.awa.worker.internal.threads.Deadline;
import dev.awa.worker.internal.threads.Loop;
import dev.awa.worker.internal.threads.Signal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the database how attempts went, many at a time. The first verdict after a pause is told almost at once; what comes
 * while a call is under way goes with the next one. Nothing is dropped until the database has answered.
 */
public final class Settler extends Loop {

    private static final Logger log = LoggerFactory.getLogger(Settler.class);
    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
    /** Least time between the starts of two rounds: a few more jobs share a commit. */
    private static final long SHORTEST_ROUND_NANOS = Duration.ofMillis(4).toNanos();
    /** So long the first verdict after a pause waits: jobs that started together end together, and a whole claim is settled more cheaply than its parts. */
    private static final long GATHER_NANOS = Duration.ofMillis(1).toNanos();
    /** Where large rounds take long, rounds are made larger and fewer, up to this: under full load each one costs. */
    private static final long LONGEST_ROUND_NANOS = Duration.ofMillis(50).toNanos();

    private static final int LARGE_ROUND = 64;
    /** A large round starts so many times its own length after the last one. */
    private static final int PAUSE_SHARE = 8;

    private static final long RECHECK_NANOS = Duration.ofMillis(20).toNanos();
    private static final int MOST_UNSETTLED = 20_000;

    private final Link link;
    private final SessionMode mode;
    private final Events events;
    private final ConcurrentLinkedQueue<Settlement> incoming = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsettled = new AtomicInteger();
    private final Signal allSettled = new Signal();

    // only the settling thread uses these
    private final List<Settlement> pending = new ArrayList<>();
    private long roundStartedAt = System.nanoTime() - SHORTEST_ROUND_NANOS;
    private long roundNanos = SHORTEST_ROUND_NANOS;

    public Settler(String threadName, Link link, SessionMode mode, Events events) {
        super(threadName, true);
        this.link = link;
        this.mode = mode;
        this.events = events;
    }

    public void add(Settlement settlement) {
        unsettled.incrementAndGet();
        try {
            incoming.add(settlement);
        } catch (RuntimeException | Error e) {
            unsettled.decrementAndGet();
            throw e;
        }
        signal.raise();
    }

    public int unsettled() {
        return unsettled.get();
    }

    /** Waits until everything told so far is settled; false when the time is over before. */
    public boolean awaitSettled(Duration limit) {
        long end = Deadline.after(limit);
        while (unsettled.get() > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            allSettled.await(left);
        }
        return true;
    }

    /** Whether so much is untold that no more jobs should be taken. */
    public boolean isBehind() {
        return unsettled.get() > MOST_UNSETTLED;
    }

    @Override
    protected void step() throws SQLException {
        if (incoming.isEmpty()) {
            signal.await(pending.isEmpty() ? IDLE_NANOS : RECHECK_NANOS);
        }
        long rest = Math.max(GATHER_NANOS, roundStartedAt + roundNanos - System.nanoTime());
        if (!isStopping()) {
            LockSupport.parkNanos(this, rest);
        }
        for (Settlement next = incoming.peek(); next != null; next = incoming.peek()) {
            pending.add(next);
            incoming.poll();
        }
        if (pending.isEmpty()) {
            return;
        }
        roundStartedAt = System.nanoTime();
        try {
            settle(ready());
        } finally {
            long took = pending.size() < LARGE_ROUND ? 0 : System.nanoTime() - roundStartedAt;
            roundNanos = Math.max(SHORTEST_ROUND_NANOS, Math.min(PAUSE_SHARE * took, LONGEST_ROUND_NANOS));
            pending.removeIf(Settlement::isSettled);
        }
    }

    private List<Settlement> ready() {
        long now = System.nanoTime();
        return pending.stream().filter(settlement -> settlement.isReady(now)).toList();
    }

    private void settle(List<Settlement> settlements) throws SQLException {
        var shared = new ArrayList<Settlement>(settlements.size());
        var alone = new ArrayList<Settlement>();
        var outside = new ArrayList<Settlement>();
        for (Settlement settlement : settlements) {
            if (settlement.attempt().claim().isRevoked()) {
                lost(settlement);
            } else if (settlement.verdict() instanceof Verdict.CompletedOutside) {
                outside.add(settlement);
            } else {
                (settlement.isSeparate() ? alone : shared).add(settlement);
            }
        }
        for (SettleCall call : SettleCall.of(shared)) {
            make(call);
        }
        alone.addAll(checkOutside(outside));
        for (Settlement settlement : alone) {
            for (SettleCall call : SettleCall.of(List.of(settlement))) {
                make(call);
            }
        }
    }

    /** Jobs that their handlers completed themselves: done if that was committed, else to be tried again. */
    private List<Settlement> checkOutside(List<Settlement> outside) throws SQLException {
        if (outside.isEmpty()) {
            return List.of();
        }
        Map<Long, JobState> states = states(outside);
        var notCommitted = new ArrayList<Settlement>();
        for (Settlement settlement : outside) {
            if (endedAs(settlement, states, "completed")) {
                finish(settlement);
            } else {
                var verdict = (Verdict.CompletedOutside) settlement.verdict();
                settlement.replaceVerdict(verdict.otherwise());
                // that transaction may still be open and hold the job's lock: not in one call with others
                settlement.separate();
                notCommitted.add(settlement);
            }
        }
        return notCommitted;
    }

    private void make(SettleCall call) throws SQLException {
        try {
            link.call(connection -> call.make(connection, mode));
        } catch (SQLException e) {
            if (!SqlStates.refused(e)) {
                call.items().forEach(Settlement::markPerhapsApplied);
            }
            if (SqlStates.concernsAllCalls(e)) {
                throw e;
            }
            divide(call, SqlStates.passing(e), settlement -> refused(settlement, e));
            return;
        } catch (RuntimeException | Error e) {
            call.items().forEach(Settlement::markPerhapsApplied);
            divide(call, false, settlement -> unsent(settlement, e));
            return;
        }
        var doubtful = new ArrayList<Settlement>();
        for (Settlement settlement : call.items()) {
            if (settlement.lost() && settlement.perhapsApplied()) {
                doubtful.add(settlement);
            } else {
                finish(settlement);
            }
        }
        resolve(doubtful);
    }

    /** Looks for the one that is at fault, or whose job is locked, so that the others of its call do not wait for it. */
    private void divide(SettleCall call, boolean passing, Consumer<Settlement> atFault) throws SQLException {
        List<SettleCall> smaller = call.divided(!passing);
        if (smaller.isEmpty()) {
            call.items().forEach(atFault);
        }
        for (SettleCall each : smaller) {
            make(each);
        }
    }

    /** An earlier call for these was cut off, and now they are not open: either it was committed, or they were lost. */
    private void resolve(List<Settlement> doubtful) throws SQLException {
        if (doubtful.isEmpty()) {
            return;
        }
        Map<Long, JobState> states = states(doubtful);
        for (Settlement settlement : doubtful) {
            Verdict verdict = settlement.verdict();
            if (verdict instanceof Verdict.Complete) {
                settlement.answer(!endedAs(settlement, states, "completed"), false, null);
            } else if (verdict instanceof Verdict.Cancel) {
                settlement.answer(!endedAs(settlement, states, "cancelled"), false, null);
            } else if (verdict instanceof Verdict.Fail) {
                boolean failed = endedAs(settlement, states, "failed");
                settlement.answer(!failed && !endedAs(settlement, states, "retryable"), failed, null);
            }
            finish(settlement);
        }
    }

    /** What is known of their jobs; one that cannot be told is taken out of the list, and waits. */
    private Map<Long, JobState> states(List<Settlement> settlements) throws SQLException {
        long[] ids = settlements.stream().mapToLong(Settlement::jobId).toArray();
        Throwable failure;
        try {
            return link.call(connection -> JobState.of(connection, ids, mode));
        } catch (SQLException e) {
            if (SqlStates.concernsAllCalls(e)) {
                throw e;
            }
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        if (settlements.size() == 1) {
            log.warn(
                    "{}: whether it ended cannot be told; trying again",
                    settlements.get(0).attempt(),
                    failure);
            settlements.get(0).delay(System.nanoTime());
            settlements.clear();
            return Map.of();
        }
        var states = new HashMap<Long, JobState>();
        for (Settlement settlement : List.copyOf(settlements)) {
            var single = new ArrayList<>(List.of(settlement));
            states.putAll(states(single));
            if (single.isEmpty()) {
                settlements.remove(settlement);
            }
        }
        return states;
    }

    private static boolean endedAs(Settlement settlement, Map<Long, JobState> states, String state) {
        JobState now = states.get(settlement.jobId());
        return now != null
                && now.state().equals(state)
                && now.attempt() == settlement.attempt().job().attempt();
    }

    /** The database turned down a call that carried this settlement alone, or a passing trouble hit it. */
    private void refused(Settlement settlement, SQLException e) {
        Verdict verdict = settlement.verdict();
        if (SqlStates.is(e, SqlStates.LEASE_LOST) || SqlStates.is(e, SqlStates.WORKER_UNKNOWN)) {
            lost(settlement);
        } else if (SqlStates.passing(e)) {
            settlement.delay(System.nanoTime());
        } else if (verdict instanceof Verdict.Progress progress) {
            AwaException named = AwaException.of(e);
            notSaved(settlement, progress, named == null ? e : named);
        } else if (SqlStates.valueRefused(e)) {
            untellable(settlement, e, "SQLSTATE " + e.getSQLState());
        } else {
            log.error("{} cannot be settled as {}; trying again", settlement.attempt(), verdict, e);
            settlement.separate();
            settlement.delay(System.nanoTime());
        }
    }

    /** A call that carried this settlement alone failed on this side of the connection. */
    private void unsent(Settlement settlement, Throwable e) {
        if (settlement.verdict() instanceof Verdict.Progress progress) {
            notSaved(settlement, progress, e);
        } else if (e instanceof RuntimeException && !settlement.markUnsent()) {
            untellable(settlement, e, e.getClass().getName());
        } else {
            log.error("{} cannot be settled; trying again", settlement.attempt(), e);
            settlement.separate();
            settlement.delay(System.nanoTime());
        }
    }

    private void notSaved(Settlement settlement, Verdict.Progress progress, Throwable e) {
        log.error("progress of {} is refused: {}", settlement.attempt(), SqlStates.words(e));
        if (progress.saved() != null) {
            progress.saved().completeExceptionally(e);
        }
        finish(settlement);
    }

    /**
     * What was to be told can never be told, because of a value in it: the job fails for good, with the reason; if that
     * cannot be told either, with as little as can be said.
     */
    private void untellable(Settlement settlement, Throwable e, String kind) {
        Verdict verdict = settlement.verdict();
        int refusals = settlement.countRefusal();
        if (refusals > 2 || verdict instanceof Verdict.Release) {
            log.error("{} cannot be settled as {}; trying again", settlement.attempt(), verdict, e);
            settlement.separate();
            settlement.delay(System.nanoTime());
        } else {
            String error =
                    refusals > 1 ? "how the attempt ended is refused: " + kind : refusal(verdict, SqlStates.words(e));
            log.error("{} fails for good: {}", settlement.attempt(), error);
            settlement.replaceVerdict(new Verdict.Fail(SqlText.plain(error, SqlText.LONGEST_ERROR), null, true));
        }
    }

    private static String refusal(Verdict verdict, String reason) {
        if (verdict instanceof Verdict.Complete) {
            return "the work was done, but its result is refused: " + reason;
        } else if (verdict instanceof Verdict.Snooze snooze) {
            return "the job was to be snoozed for " + snooze.delay() + ", which is refused: " + reason;
        } else if (verdict instanceof Verdict.Fail fail && fail.retryAfter() != null) {
            return "the job was to be retried after " + fail.retryAfter() + ", which is refused: " + reason
                    + "; the attempt had failed: " + fail.error();
        } else if (verdict instanceof Verdict.Fail fail) {
            return "the attempt failed, and its error is refused: " + reason + "; the error: " + fail.error();
        }
        return "the job was to be cancelled, but the reason is refused: " + reason;
    }

    private void lost(Settlement settlement) {
        settlement.answer(true, false, null);
        finish(settlement);
    }

    /** Once marked, it is never told again, whatever is thrown by those who hear of it. */
    private void finish(Settlement settlement) {
        settlement.markSettled();
        if (unsettled.decrementAndGet() == 0) {
            allSettled.raise();
        }
        try {
            if (settlement.verdict() instanceof Verdict.Progress progress) {
                if (settlement.lost()) {
                    settlement.attempt().stop(CancelReason.LEASE_LOST);
                }
                if (progress.saved() != null) {
                    progress.saved().complete(!settlement.lost());
                }
                return;
            }
            settlement.attempt().claim().closeOne();
            events.settled(settlement);
        } catch (RuntimeException | Error e) {
            log.error("{} is settled, but that could not be told", settlement.attempt(), e);
        }
    }
}
