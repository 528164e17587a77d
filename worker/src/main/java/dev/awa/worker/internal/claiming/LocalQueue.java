package dev.awa.worker.internal.claiming;

import dev.awa.worker.QueueOptions;
import dev.awa.worker.internal.lease.Attempt;
import dev.awa.worker.internal.lease.Claim;
import dev.awa.worker.internal.running.WorkQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One queue's share of this worker: what is claimed and not started, how many run, and when to claim more.
 *
 * <p>It aims at holding the jobs of the next tenth of a second, or somewhat more where there are many queues, so that fast jobs are claimed many at a time while slow
 * ones stay in the database, where every worker can take them.
 *
 * <p>A queue that has nothing more to give stays hungry for a moment if work has come often of late, and is looked at again
 * after the time in which a job is to be picked up: falling asleep and being notified costs everybody more than looking a
 * few times, and under a steady load no producer ever has to notify. Where work comes seldom, the queue is dry at once.
 */
public final class LocalQueue implements WorkQueue, Pool.Member {

    /** Unless told, and without a pool. */
    private static final int CONCURRENCY = 10;

    private static final int LARGEST_CLAIM = 1000;
    private static final long AHEAD_NANOS = Duration.ofMillis(100).toNanos();
    /** So much longer for each further queue, since one thread claims for all in turn. */
    private static final long AHEAD_PER_QUEUE_NANOS = Duration.ofMillis(10).toNanos();

    private static final long LONGEST_AHEAD_NANOS = Duration.ofMillis(500).toNanos();
    private static final long MEASURE_EVERY_NANOS = Duration.ofMillis(10).toNanos();
    /** After work was announced that a claim did not find. */
    private static final long GATHER_NANOS = Duration.ofMillis(2).toNanos();

    /**
     * The next job is waited for awake if it comes within so many looks, on average: a claim that finds nothing costs about
     * as much as a notification does.
     */
    private static final double MOST_LOOKS = 1.25;
    /** So many looks are made in vain before the queue counts as dry. */
    private static final int LONGEST_LINGER = 10;

    /** Longer gaps count as so many times what is still often: after a pause it takes some jobs until they count as frequent. */
    private static final int LONGEST_GAP = 10;

    private static final long LONGEST_BACK_OFF_NANOS = Duration.ofMillis(500).toNanos();

    private final String name;
    private final QueueOptions options;
    private final int concurrency;
    private final AheadBytes aheadBytes;
    private final @Nullable Pool<LocalQueue> pool;
    private final Pool<LocalQueue>.@Nullable Share share;
    private final long aheadNanos;
    private final long pickupNanos;
    private final double longestGapNanos;
    private final ConcurrentLinkedQueue<Attempt> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicInteger runners = new AtomicInteger();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();
    private final AtomicLong wakes = new AtomicLong();
    private volatile boolean hungry = true;
    private volatile long hungrySince = System.nanoTime();
    private volatile int ahead;
    private volatile long notBefore = System.nanoTime();
    /** Whether there was work, or at least word of it, since the last wake-up. */
    private volatile boolean fruitful = true;

    private volatile boolean heard;
    /** Whether the last claim brought no job. */
    private volatile boolean foundNothing;

    private volatile int vainWakes;

    // only the claiming thread uses these
    private long measuredAt = System.nanoTime();
    private long measuredEnded;
    private long measuredBusy;
    private double endedPerNano;
    private double nanosPerJob;
    private double bytesPerJob;
    private long workSeenAt = measuredAt;
    private double meanGapNanos;

    /** One of so many queues of a worker, with places of its own unless there is a pool. */
    LocalQueue(String name, QueueOptions options, int queues, AheadBytes aheadBytes, @Nullable Pool<LocalQueue> pool) {
        this.name = name;
        this.options = options;
        this.aheadBytes = aheadBytes;
        this.pool = pool;
        Integer most = options.concurrency();
        concurrency = most != null ? most : pool != null ? pool.places() : CONCURRENCY;
        pickupNanos = options.pickup().toNanos();
        longestGapNanos = LONGEST_GAP * MOST_LOOKS * pickupNanos;
        meanGapNanos = longestGapNanos;
        aheadNanos = Math.min(LONGEST_AHEAD_NANOS, AHEAD_NANOS + (queues - 1) * AHEAD_PER_QUEUE_NANOS);
        share = pool == null ? null : pool.add(this, options.atLeast(), concurrency, options.weight());
    }

    /** The queues of a worker, with so many places for all of them together; null: each has places of its own. */
    public static List<LocalQueue> of(
            Map<String, QueueOptions> queues, @Nullable Integer places, AheadBytes aheadBytes) {
        var pool = places == null ? null : new Pool<LocalQueue>(places);
        return queues.entrySet().stream()
                .map(entry -> new LocalQueue(entry.getKey(), entry.getValue(), queues.size(), aheadBytes, pool))
                .toList();
    }

    @Override
    public String name() {
        return name;
    }

    // ---- the claiming thread

    /** How many jobs to claim now; 0 when it has enough or there is nothing to be had. */
    int wanted(long now) {
        measure(now);
        int held = share == null ? waitingCount.get() : share.waiting();
        if (!mayClaim(now) || held > ahead / 2) {
            return 0;
        }
        int places = (share == null ? concurrency - runners.get() : share.kept()) - held;
        long room = Math.min(places + ahead, Math.max(places, fitting(aheadBytes.room())));
        return (int) Math.max(0, Math.min(room, Math.min(LARGEST_CLAIM, Math.max(1, fitting(aheadBytes.most())))));
    }

    @Override
    public boolean mayClaim(long now) {
        return hungry && now >= notBefore;
    }

    /** Whether it shares places with other queues, so that a claim for one may leave some to another. */
    boolean isPooled() {
        return share != null;
    }

    /** How many jobs like the last ones are that large. */
    private long fitting(long bytes) {
        return (long) (bytes / Math.max(1, bytesPerJob));
    }

    /** How long until {@link #wanted} can change by time alone. */
    long nanosUntilWanted(long now) {
        return hungry && now < notBefore ? notBefore - now : Long.MAX_VALUE;
    }

    long wakes() {
        return wakes.get();
    }

    /** Takes note of what a claim brought; {@code wakesBefore} is {@link #wakes()} from before it. */
    void claimed(int asked, List<Claim> claims, long wakesBefore, long now) {
        int count = 0;
        long bytes = 0;
        for (Claim claim : claims) {
            count += claim.attempts().size();
            for (Attempt attempt : claim.attempts()) {
                bytes += attempt.job().bytes();
            }
        }
        if (count > 0 || heard) {
            heard = false;
            double gap = Math.min((double) (now - workSeenAt) / Math.max(1, count), longestGapNanos);
            meanGapNanos += (gap - meanGapNanos) / 8;
            workSeenAt = now;
        }
        foundNothing = count == 0;
        if (count == 0) {
            if (wakes.get() != wakesBefore) {
                notBefore = now + GATHER_NANOS;
            } else if (isFrequent() && now - workSeenAt < LONGEST_LINGER * pickupNanos) {
                notBefore = now + pickupNanos;
            } else {
                hungry = false;
                vainWakes = fruitful ? 0 : vainWakes + 1;
            }
            return;
        }
        vainWakes = 0;
        fruitful = true;
        bytesPerJob = (bytesPerJob + (double) bytes / count) / 2;
        if (count < asked && wakes.get() != wakesBefore) {
            notBefore = now + GATHER_NANOS;
        } else if (count < asked && isFrequent()) {
            notBefore = now + pickupNanos;
        } else if (count < asked) {
            // the sleeper asks, in a quarter of a second at the latest, whether that was all
            hungry = false;
        }
    }

    private boolean isFrequent() {
        return meanGapNanos < MOST_LOOKS * pickupNanos;
    }

    /** The answer could not be read: one job at first, and more when their size is known. */
    void unreadable() {
        bytesPerJob = aheadBytes.most();
    }

    /**
     * Both how many jobs end in a time and how long one takes bound what is held ahead: the first alone is fooled by slow
     * jobs that end together, the second by a quick one among slow ones.
     */
    private void measure(long now) {
        long nanos = now - measuredAt;
        long count = ended.get() - measuredEnded;
        if (nanos < MEASURE_EVERY_NANOS) {
            return;
        }
        double rate = (double) count / nanos;
        // rises at once and falls slowly, since a pause between two claims says nothing about how fast the jobs are
        endedPerNano = rate > endedPerNano ? rate : 0.8 * endedPerNano + 0.2 * rate;
        if (count > 0) {
            double mean = Math.max(1, (double) (busyNanos.get() - measuredBusy) / count);
            nanosPerJob = nanosPerJob == 0 ? mean : (nanosPerJob + mean) / 2;
        }
        measuredAt = now;
        measuredEnded += count;
        measuredBusy = busyNanos.get();
        int places = share == null ? concurrency : share.held();
        double byTime = nanosPerJob == 0 ? 0 : places * aheadNanos / nanosPerJob;
        ahead = (int) Math.min(options.prefetch(), Math.round(Math.min(byTime, endedPerNano * aheadNanos)));
    }

    // ---- the sleeping thread

    public boolean isHungry() {
        return hungry;
    }

    /** Whether it is dry since a claim that brought no job, and not since one that brought some. */
    public boolean foundNothing() {
        return foundNothing;
    }

    public long hungryNanos(long now) {
        return now - hungrySince;
    }

    /**
     * There is, or may be, work.
     *
     * @param byNotification false when the database merely answered that something waits: if that could not be had the
     *     last times, because others were faster, say, each further attempt is made a little later
     */
    public void wake(boolean byNotification, long now) {
        fruitful = byNotification;
        heard |= byNotification;
        int vain = vainWakes;
        notBefore = byNotification || vain == 0
                ? now
                : now + Math.min(LONGEST_BACK_OFF_NANOS, GATHER_NANOS << Math.min(vain - 1, 10));
        wakes.incrementAndGet();
        if (!hungry) {
            hungrySince = now;
            hungry = true;
        }
    }

    // ---- runners

    @Override
    public void add(Attempt attempt) {
        waiting.add(attempt);
        waitingCount.incrementAndGet();
        aheadBytes.add(attempt.job().bytes());
    }

    @Override
    public @Nullable Attempt poll() {
        if (share != null) {
            share.arrived();
        }
        return takeOut();
    }

    private @Nullable Attempt takeOut() {
        Attempt next = waiting.poll();
        if (next != null) {
            waitingCount.decrementAndGet();
            aheadBytes.add(-next.job().bytes());
        }
        return next;
    }

    @Override
    public boolean isLow() {
        return hungry && waitingCount.get() <= ahead / 2;
    }

    @Override
    public void attemptEnded(long tookNanos) {
        busyNanos.addAndGet(tookNanos);
        ended.incrementAndGet();
    }

    @Override
    public @Nullable WorkQueue enter() {
        if (pool != null) {
            return pool.take(System.nanoTime());
        }
        while (!waiting.isEmpty()) {
            int count = runners.get();
            if (count >= concurrency) {
                return null;
            }
            if (runners.compareAndSet(count, count + 1)) {
                return this;
            }
        }
        return null;
    }

    @Override
    public @Nullable WorkQueue pass() {
        return share == null ? this : share.pass(System.nanoTime());
    }

    @Override
    public void leave() {
        if (share == null) {
            runners.decrementAndGet();
        } else {
            share.leave(System.nanoTime());
        }
    }

    @Override
    public void stayAway() {
        if (share != null) {
            share.arrived();
        }
        leave();
    }

    @Override
    public int waiting() {
        return waitingCount.get();
    }

    @Override
    public int running() {
        return share == null ? runners.get() : share.running();
    }

    /** Takes out what has waited longer than the given time, and all that stands behind it, one by one. */
    public void removeWaiting(long longerThanNanos, long now, Consumer<Attempt> to) {
        Attempt first = waiting.peek();
        if (first == null || first.claim().ageNanos(now) < longerThanNanos) {
            return;
        }
        for (Attempt next = takeOut(); next != null; next = takeOut()) {
            to.accept(next);
        }
    }
}
