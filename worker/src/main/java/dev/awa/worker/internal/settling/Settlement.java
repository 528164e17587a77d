package dev.awa.worker.internal.settling;

import dev.awa.worker.internal.lease.Attempt;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A verdict on its way to the database. Used by one thread at a time. */
public final class Settlement {

    private static final long FIRST_DELAY_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_DELAY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Attempt attempt;
    private final long tookNanos;
    private Verdict verdict;
    private boolean perhapsApplied;
    private boolean settled;
    private boolean separate;
    private int refusals;
    private boolean unsent;
    private boolean delayed;
    private long delayNanos;
    private long notBefore;

    // the database's answer
    private boolean lost;
    private boolean failedForGood;
    private @Nullable Instant nextRunAt;

    public Settlement(Attempt attempt, Verdict verdict, long tookNanos) {
        this.attempt = attempt;
        this.verdict = verdict;
        this.tookNanos = tookNanos;
    }

    Attempt attempt() {
        return attempt;
    }

    long jobId() {
        return attempt.job().id();
    }

    Verdict verdict() {
        return verdict;
    }

    void replaceVerdict(Verdict other) {
        verdict = other;
    }

    Duration took() {
        return Duration.ofNanos(tookNanos);
    }

    /** How often the verdict was one that the database can never take; counts this time. */
    int countRefusal() {
        return ++refusals;
    }

    /** A call that carried it alone failed on this side; whether for the first time. */
    boolean markUnsent() {
        boolean first = !unsent;
        unsent = true;
        return first;
    }

    /** A call that carried it was cut off, so that it may have been committed. */
    void markPerhapsApplied() {
        perhapsApplied = true;
    }

    boolean perhapsApplied() {
        return perhapsApplied;
    }

    /** Has it wait, longer each time. */
    void delay(long now) {
        delayNanos = delayed ? Math.min(2 * delayNanos, LONGEST_DELAY_NANOS) : FIRST_DELAY_NANOS;
        delayed = true;
        notBefore = now + delayNanos;
    }

    /** From now on it shares no call with others. */
    void separate() {
        separate = true;
    }

    boolean isReady(long now) {
        return !delayed || now - notBefore >= 0;
    }

    boolean isSeparate() {
        return separate;
    }

    void markSettled() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }

    void answer(boolean isLost, boolean isFailedForGood, @Nullable Instant next) {
        lost = isLost;
        failedForGood = isFailedForGood;
        nextRunAt = next;
    }

    boolean lost() {
        return lost;
    }

    boolean failedForGood() {
        return failedForGood;
    }

    @Nullable
    Instant nextRunAt() {
        return nextRunAt;
    }
}
