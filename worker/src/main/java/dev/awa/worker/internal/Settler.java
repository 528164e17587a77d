package dev.awa.worker.internal;

import dev.awa.client.AwaException;
import dev.awa.worker.CancelReason;
import dev.awa.worker.internal.ContractCalls.JobState;
import dev.awa.worker.internal.SettleGroup.Verb;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the database how attempts went, many at a time. The first verdict after a pause is told at once; what comes while
 * a call is under way goes with the next one. Nothing is dropped until the database has answered.
 */
final class Settler extends Loop {

    private static final Logger log = LoggerFactory.getLogger(Settler.class);
    private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
    /** Least time between the starts of two rounds: a few more jobs share a commit. */
    private static final long SHORTEST_ROUND_NANOS = Duration.ofMillis(4).toNanos();
    /** Where large rounds take long, rounds are made larger and fewer, up to this: under full load each one costs. */
    private static final long LONGEST_ROUND_NANOS = Duration.ofMillis(50).toNanos();

    private static final int LARGE_ROUND = 64;
    /** A large round starts so many times its own length after the last one. */
    private static final int PAUSE_SHARE = 8;

    private static final long RECHECK_NANOS = Duration.ofMillis(20).toNanos();
    private static final int MOST_UNSETTLED = 20_000;

    private final Link link;
    private final ContractCalls calls;
    private final SettleSql sql;
    private final Events events;
    private final ConcurrentLinkedQueue<Settlement> incoming = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsettled = new AtomicInteger();
    private final Signal allSettled = new Signal();

    // only the settling thread uses these
    private final List<Settlement> pending = new ArrayList<>();
    private long roundStartedAt = System.nanoTime() - SHORTEST_ROUND_NANOS;
    private long roundNanos = SHORTEST_ROUND_NANOS;

    Settler(String threadName, Link link, SessionMode mode, ContractCalls calls, Events events) {
        super(threadName, true);
        this.link = link;
        this.calls = calls;
        this.sql = new SettleSql(mode);
        this.events = events;
    }

    void add(Settlement settlement) {
        unsettled.incrementAndGet();
        incoming.add(settlement);
        signal.raise();
    }

    int unsettled() {
        return unsettled.get();
    }

    /** Waits until everything told so far is settled; false when the time is over before. */
    boolean awaitSettled(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
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
    boolean isBehind() {
        return unsettled.get() > MOST_UNSETTLED;
    }

    @Override
    void step() throws SQLException {
        if (incoming.isEmpty()) {
            signal.await(pending.isEmpty() ? IDLE_NANOS : RECHECK_NANOS);
        }
        long rest = roundStartedAt + roundNanos - System.nanoTime();
        if (rest > 0 && !isStopping()) {
            LockSupport.parkNanos(this, rest);
        }
        for (Settlement next = incoming.poll(); next != null; next = incoming.poll()) {
            pending.add(next);
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
        alone.addAll(checkOutside(outside));
        for (Map.Entry<Verb, List<SettleGroup>> entry : SettleGroup.of(shared).entrySet()) {
            for (List<SettleGroup> groups : SettleSql.calls(entry.getValue())) {
                call(entry.getKey(), groups);
            }
        }
        for (Settlement settlement : alone) {
            for (List<SettleGroup> groups : SettleGroup.of(List.of(settlement)).values()) {
                call(groups.get(0).verb(), groups);
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

    private void call(Verb verb, List<SettleGroup> groups) throws SQLException {
        try {
            link.call(connection -> sql.settle(connection, verb, groups));
        } catch (SQLException e) {
            if (!SqlStates.refused(e)) {
                groups.forEach(group -> group.items().forEach(Settlement::markPerhapsApplied));
            }
            if (SqlStates.concernsAllCalls(e)) {
                throw e;
            }
            if (groups.size() > 1) {
                // one of them is at fault, or one of its jobs is locked
                for (SettleGroup group : groups) {
                    call(verb, List.of(group));
                }
            } else if (groups.get(0).items().size() > 1 && !SqlStates.passing(e)) {
                for (SettleGroup single : groups.get(0).singles()) {
                    call(verb, List.of(single));
                }
            } else {
                groups.get(0).items().forEach(settlement -> refused(settlement, e));
            }
            return;
        }
        var doubtful = new ArrayList<Settlement>();
        for (SettleGroup group : groups) {
            for (Settlement settlement : group.items()) {
                if (settlement.lost() && settlement.perhapsApplied()) {
                    doubtful.add(settlement);
                } else {
                    finish(settlement);
                }
            }
        }
        resolve(doubtful);
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

    private Map<Long, JobState> states(List<Settlement> settlements) throws SQLException {
        long[] ids = settlements.stream().mapToLong(Settlement::jobId).toArray();
        return link.call(connection -> calls.states(connection, ids));
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
            log.error("progress of {} is refused: {}", settlement.attempt(), e.getMessage());
            if (progress.saved() != null) {
                AwaException named = AwaException.of(e);
                progress.saved().completeExceptionally(named == null ? e : named);
            }
            finish(settlement);
        } else if (verdict instanceof Verdict.Complete complete
                && complete.result() != null
                && SqlStates.valueRefused(e)) {
            log.error("the result of {} is refused, it fails for good: {}", settlement.attempt(), e.getMessage());
            settlement.replaceVerdict(
                    new Verdict.Fail("the work was done, but its result is refused: " + e.getMessage(), null, true));
        } else {
            log.error("{} cannot be settled as {}; trying again", settlement.attempt(), verdict, e);
            settlement.separate();
            settlement.delay(System.nanoTime());
        }
    }

    private void lost(Settlement settlement) {
        settlement.answer(true, false, null);
        finish(settlement);
    }

    private void finish(Settlement settlement) {
        settlement.markSettled();
        if (unsettled.decrementAndGet() == 0) {
            allSettled.raise();
        }
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
    }
}
