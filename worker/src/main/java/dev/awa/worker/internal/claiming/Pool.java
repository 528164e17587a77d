package dev.awa.worker.internal.claiming;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of a worker for the jobs of all its queues, and which queue has the next one that is free.
 *
 * <p>A queue that has work and fewer places than it was promised comes first. The other places are shared by weight among
 * the queues that have work, and what one of them cannot use goes to the others. Shares are rarely whole numbers: each queue
 * has its share rounded down, and the places that remain go to whoever has lagged behind its share for the longest place-time,
 * at most one each. So jobs of any length get their share of the places, not of the starts, and a queue that had no work
 * has saved nothing up.
 *
 * <p>A queue has work if jobs wait here, or if it is time to claim some. For one that has to claim first the place is kept
 * meanwhile, and given to another if the claim brings too little. Places are never taken away from a job that runs.
 *
 * @param <Q> the queues
 */
final class Pool<Q extends Pool.Member> {

    /** A queue, as far as the pool asks. */
    interface Member {
        /** How many jobs wait here. */
        int waiting();

        /** Whether the database may have more, and may be asked now. */
        boolean mayClaim(long now);
    }

    /** Less than any difference between shares; rounding errors are smaller. */
    private static final double NOTHING = 1e-6;

    private final int places;
    private final List<Share> shares = new ArrayList<>();
    private int free;
    private long countedAt;

    Pool(int places) {
        this.places = places;
        this.free = places;
    }

    int places() {
        return places;
    }

    /** Adds a queue; all are added before the first place is taken. */
    synchronized Share add(Q queue, int atLeast, int most, int weight) {
        var share = new Share(queue, atLeast, Math.min(most, places), weight);
        shares.add(share);
        return share;
    }

    /**
     * Gives a place to a job that waits, and tells whose; null when no job that waits may have one. A thread that comes for
     * the job says so by {@link Share#arrived()}. Places that queues should have which need to claim first are kept for
     * them.
     */
    synchronized @Nullable Q take(long now) {
        count(now);
        for (Share share : shares) {
            if (share.kept > 0 && share.hasWaiting()) {
                share.kept--;
                return share.start();
            }
            if (share.kept > 0 && !share.queue.mayClaim(now)) {
                free += share.kept;
                share.kept = 0;
            }
        }
        return give(now);
    }

    private @Nullable Q give(long now) {
        while (free > 0) {
            Share next = next(now);
            if (next == null) {
                return null;
            }
            free--;
            if (next.hasWaiting()) {
                return next.start();
            }
            next.kept++;
        }
        return null;
    }

    /** Counts how far each queue has lagged behind its share. More or less than one place is a change of load, not a lag. */
    private void count(long now) {
        long nanos = now - countedAt;
        countedAt = now;
        for (Share share : shares) {
            double missing = share.due - share.extra();
            if (share.hasDue && Math.abs(missing) < 1) {
                share.lag += missing * nanos;
            }
        }
    }

    /** Who has the next place; null when nobody can use one. */
    private @Nullable Share next(long now) {
        Share first = null;
        double toShare = free;
        double weights = 0;
        double lags = 0;
        int sharing = 0;
        for (Share share : shares) {
            share.look(now);
            if (share.hasDue) {
                lags += share.lag;
                sharing++;
                toShare += share.extra() - share.owed();
                weights += share.weight;
                if (share.isShort() && (first == null || share.isShorterThan(first))) {
                    first = share;
                }
            }
        }
        divide(Math.max(0, toShare), weights);
        forget(lags / Math.max(1, sharing));
        if (first != null) {
            return first;
        }
        for (Share share : shares) {
            if (share.hasDue && (first == null || share.isBefore(first))) {
                first = share;
            }
        }
        return first;
    }

    /** What queues owed to one that has no work any more, they owe to nobody. */
    private void forget(double meanLag) {
        for (Share share : shares) {
            if (share.hasDue) {
                share.lag -= meanLag;
            }
        }
    }

    /** Shares places by weight; what is more than a queue can use goes to the others. */
    private void divide(double toShare, double weights) {
        boolean again = weights > 0;
        while (again) {
            again = false;
            double each = toShare / weights;
            for (Share share : shares) {
                if (!share.hasDue || share.isFull) {
                    continue;
                }
                int most = share.mostExtra();
                share.due = each * share.weight;
                if (share.due >= most) {
                    share.due = most;
                    share.isFull = true;
                    toShare = Math.max(0, toShare - most);
                    weights -= share.weight;
                    again = weights > 0;
                }
            }
        }
    }

    /** One queue's part of the pool. */
    final class Share {

        private final Q queue;
        private final int atLeast;
        private final int most;
        private final int weight;
        private int running;
        /** Places for what is about to be claimed. */
        private int kept;
        /** Threads that have a place and come for a job that still waits. */
        private int coming;

        private double lag;

        // what the last look has found
        private boolean hasDue;
        private boolean isFull;
        private int room;
        private double due;

        private Share(Q queue, int atLeast, int most, int weight) {
            this.queue = queue;
            this.atLeast = atLeast;
            this.most = most;
            this.weight = weight;
        }

        /** A thread that has a place has come, and has a job or has found none. */
        void arrived() {
            synchronized (Pool.this) {
                coming--;
            }
        }

        /** The job has ended; tells who goes on in its place, null when nobody does. */
        @Nullable
        Q pass(long now) {
            synchronized (Pool.this) {
                leave(now);
                return give(now);
            }
        }

        /** Gives a place back. */
        void leave(long now) {
            synchronized (Pool.this) {
                count(now);
                running--;
                free++;
            }
        }

        int running() {
            synchronized (Pool.this) {
                return running;
            }
        }

        /** How many places wait for jobs that are to be claimed. */
        int kept() {
            synchronized (Pool.this) {
                return kept;
            }
        }

        /** How many jobs wait for a place; for the others a thread is on its way. */
        int waiting() {
            synchronized (Pool.this) {
                return Math.max(0, queue.waiting() - coming);
            }
        }

        /** How many places are its own at the moment. */
        int held() {
            synchronized (Pool.this) {
                return running + kept;
            }
        }

        private int extra() {
            return Math.max(0, held() - atLeast);
        }

        private int mostExtra() {
            return Math.max(0, held() + room - atLeast);
        }

        /** How many places it still is to have of those that it was promised. */
        private int owed() {
            return Math.max(0, Math.min(room, atLeast - held()));
        }

        private boolean hasWaiting() {
            return queue.waiting() > coming;
        }

        private Q start() {
            running++;
            coming++;
            return queue;
        }

        private void look(long now) {
            boolean mayClaim = queue.mayClaim(now);
            int waits = queue.waiting() - coming;
            room = most - held();
            if (!mayClaim) {
                room = Math.min(room, waits - kept);
            }
            hasDue = room > 0;
            isFull = false;
            due = 0;
            if (!mayClaim && waits <= 0 && held() == 0) {
                lag = 0;
            }
        }

        private boolean isShort() {
            return held() < atLeast;
        }

        private boolean isShorterThan(Share other) {
            return (long) held() * other.atLeast < (long) other.held() * atLeast;
        }

        private boolean isBefore(Share other) {
            int rank = rank();
            int otherRank = other.rank();
            if (rank != otherRank) {
                return rank < otherRank;
            }
            if (rank == 0) {
                long mine = (long) extra() * other.weight;
                long others = (long) other.extra() * weight;
                return mine != others ? mine < others : weight > other.weight;
            }
            return Math.abs(lag - other.lag) > NOTHING ? lag > other.lag : weight > other.weight;
        }

        /** 0 below its share in whole places, 1 with a part of a place to come, 2 beyond. */
        private int rank() {
            int extra = extra();
            if (extra + 1 <= due + NOTHING) {
                return 0;
            }
            return extra < due - NOTHING ? 1 : 2;
        }
    }
}
