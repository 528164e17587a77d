package dev.awa.worker.internal.claiming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who has which places, on a clock of the test's own. */
class PoolTest {

    private static final int ENDLESS = Integer.MAX_VALUE;

    private final List<Queue> queues = new ArrayList<>();
    private final PriorityQueue<Job> running =
            new PriorityQueue<>(Comparator.comparingLong(Job::endsAt).thenComparingLong(Job::number));
    private final List<Queue> started = new ArrayList<>();
    private Pool<Queue> pool = new Pool<>(1);
    private long jobs;
    private long now;

    private record Job(Queue queue, long startedAt, long endsAt, long number) {}

    /** A queue whose jobs either all wait here, or are in a database and claimed one by one for the places that are kept. */
    private final class Queue implements Pool.Member {

        private final boolean local;
        private long takes;
        private final Pool<Queue>.Share share;
        private int backlog;
        private int claimed;
        private int asked;
        private boolean dry;
        private long busy;

        Queue(int atLeast, int most, int weight, long takes, boolean local) {
            this.local = local;
            this.takes = takes;
            share = pool.add(this, atLeast, most, weight);
            queues.add(this);
        }

        @Override
        public int waiting() {
            return local ? backlog : claimed;
        }

        @Override
        public boolean mayClaim(long now) {
            return !local && !dry;
        }

        void add(int count) {
            backlog += count;
            dry = false;
        }

        /** What a claimer does; true if it has asked. */
        boolean claim() {
            int wanted = dry ? 0 : share.kept() - share.waiting();
            if (local || wanted <= 0) {
                return false;
            }
            asked++;
            int got = Math.min(wanted, backlog);
            backlog -= backlog == ENDLESS ? 0 : got;
            claimed += got;
            dry = got < wanted;
            return true;
        }

        void arrive() {
            share.arrived();
            if (!local) {
                claimed--;
            } else if (backlog != ENDLESS) {
                backlog--;
            }
            started.add(this);
            running.add(new Job(this, now, now + takes, jobs++));
        }

        int held() {
            return share.running();
        }
    }

    private void places(int count) {
        pool = new Pool<>(count);
    }

    private Queue queue(int atLeast, int weight, long takes) {
        return new Queue(atLeast, ENDLESS, weight, takes, true);
    }

    private void startAll() {
        boolean asked = true;
        while (asked) {
            for (Queue next = pool.take(now); next != null; next = pool.take(now)) {
                next.arrive();
            }
            asked = false;
            for (Queue queue : queues) {
                asked |= queue.claim();
            }
        }
    }

    private void endOne() {
        Job job = running.remove();
        now = job.endsAt();
        job.queue().busy += now - job.startedAt();
        @Nullable Queue next = job.queue().share.pass(now);
        if (next != null) {
            next.arrive();
        }
        startAll();
    }

    private void runUntil(long time) {
        runWhile(() -> running.element().endsAt() <= time);
    }

    private void runWhile(BooleanSupplier condition) {
        startAll();
        while (!running.isEmpty() && condition.getAsBoolean()) {
            endOne();
        }
    }

    private void busyFrom() {
        queues.forEach(queue -> queue.busy = 0);
    }

    private double share(Queue queue) {
        return (double) queue.busy
                / queues.stream().mapToLong(each -> each.busy).sum();
    }

    @Test
    void saturatedQueuesHoldPlacesByWeight() {
        places(100);
        Queue a = queue(0, 3, 10);
        Queue b = queue(0, 1, 10);
        a.add(ENDLESS);
        b.add(ENDLESS);
        startAll();
        assertThat(a.held()).isEqualTo(75);
        assertThat(b.held()).isEqualTo(25);
        runUntil(1000);
        assertThat(a.held()).isEqualTo(75);
        assertThat(b.held()).isEqualTo(25);
    }

    @Test
    void minimumIsHeldBeforeTheRestIsSharedByWeight() {
        places(100);
        Queue a = queue(10, 1, 10);
        Queue b = queue(0, 2, 10);
        a.add(ENDLESS);
        b.add(ENDLESS);
        startAll();
        assertThat(a.held()).isEqualTo(10 + 30);
        assertThat(b.held()).isEqualTo(60);
    }

    @Test
    void longJobsGetNoMoreOfThePlacesThanShortOnes() {
        places(10);
        Queue slow = queue(0, 1, 1000);
        Queue fast = queue(0, 1, 7);
        slow.add(ENDLESS);
        fast.add(ENDLESS);
        runUntil(100_000);
        assertThat(share(slow)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void onePlaceIsSharedByTheTimeOfJobs() {
        Queue slow = queue(0, 1, 500);
        Queue fast = queue(0, 3, 10);
        slow.add(ENDLESS);
        fast.add(ENDLESS);
        runUntil(200_000);
        assertThat(share(slow)).isCloseTo(0.25, within(0.01));
        assertThat(share(fast)).isCloseTo(0.75, within(0.01));
    }

    @Test
    void sharesThatAreNoWholeNumbersAreMetInTheLongRun() {
        places(7);
        Queue a = queue(1, 5, 13);
        Queue b = queue(0, 3, 170);
        Queue c = queue(0, 2, 29);
        queues.forEach(queue -> queue.add(ENDLESS));
        runUntil(300_000);
        assertThat(share(a)).isCloseTo((1 + 6 * 0.5) / 7, within(0.01));
        assertThat(share(b)).isCloseTo(6 * 0.3 / 7, within(0.01));
        assertThat(share(c)).isCloseTo(6 * 0.2 / 7, within(0.01));
    }

    @Test
    void moreQueuesThanPlacesAllHaveTheirTurn() {
        places(3);
        for (int i = 0; i < 10; i++) {
            queue(0, 1, 10 + i).add(ENDLESS);
        }
        runUntil(100_000);
        assertThat(queues).allSatisfy(queue -> assertThat(share(queue)).isCloseTo(0.1, within(0.005)));
    }

    @Test
    void sharesHoldForJobsThatAreClaimedOnlyWhenAPlaceIsFree() {
        places(10);
        Queue a = new Queue(1, ENDLESS, 2, 100, false);
        Queue b = new Queue(0, ENDLESS, 1, 30, false);
        a.add(ENDLESS);
        b.add(ENDLESS);
        runUntil(100_000);
        assertThat(share(a)).isCloseTo((1 + 6) / 10.0, within(0.01));
        assertThat(share(b)).isCloseTo(3 / 10.0, within(0.01));
    }

    @Test
    void minimumOfAnIdleQueueIsLentAndComesBackWithinOneJob() {
        places(20);
        Queue bulk = queue(0, 1, 100);
        Queue urgent = queue(5, 1, 10);
        bulk.add(ENDLESS);
        runUntil(1000);
        assertThat(bulk.held()).isEqualTo(20);
        urgent.add(5);
        started.clear();
        for (int i = 0; i < 5; i++) {
            endOne();
        }
        assertThat(started).containsOnly(urgent).hasSize(5);
        // and again to the one that has work
        runUntil(now + 100);
        assertThat(bulk.held()).isEqualTo(20);
    }

    @Test
    void firstPlacesThatComeFreeAreKeptForTheClaimOfAQueueBelowItsMinimum() {
        places(4);
        Queue bulk = queue(0, 1, 100);
        Queue urgent = new Queue(2, ENDLESS, 1, 1000, false);
        bulk.add(ENDLESS);
        urgent.dry = true;
        startAll();
        assertThat(bulk.held()).isEqualTo(4);
        urgent.add(10);
        startAll();
        assertThat(urgent.asked).as("no claim without a place").isZero();
        started.clear();
        endOne();
        endOne();
        assertThat(started).containsExactly(urgent, urgent);
        assertThat(urgent.backlog).as("nothing is claimed that cannot run").isEqualTo(8);
        runUntil(now + 500);
        assertThat(urgent.held()).as("its minimum and half of the rest").isEqualTo(3);
        assertThat(bulk.held()).isEqualTo(1);
    }

    @Test
    void saturatedQueueNeverTakesAMinimumInUse() {
        places(4);
        Queue bulk = queue(0, 100, 3);
        Queue urgent = queue(1, 1, 10);
        bulk.add(ENDLESS);
        urgent.add(1000);
        startAll();
        runWhile(() -> {
            assertThat(urgent.held()).isGreaterThanOrEqualTo(1);
            return urgent.backlog > 0;
        });
    }

    @Test
    void placeThatWasKeptInVainGoesToAnother() {
        places(2);
        Queue a = new Queue(1, ENDLESS, 1, 10, false);
        Queue b = queue(0, 1, 10);
        b.add(ENDLESS);
        startAll();
        assertThat(a.asked).isEqualTo(1);
        assertThat(b.held()).isEqualTo(2);
        runUntil(1000);
        assertThat(a.asked).as("a queue that is dry is not asked again").isEqualTo(1);
    }

    @Test
    void oneQueueHasAllPlacesUpToItsMost() {
        places(10);
        Queue a = new Queue(0, 7, 1, 10, true);
        a.add(ENDLESS);
        runUntil(100);
        assertThat(a.held()).isEqualTo(7);
        a.backlog = 0;
        runUntil(200);
        assertThat(a.held()).isZero();
    }

    @Test
    void whatOneCannotUseIsSharedByWeightAmongTheOthers() {
        places(100);
        Queue few = new Queue(0, ENDLESS, 5, 1000, true);
        Queue bounded = new Queue(0, 10, 5, 1000, true);
        Queue a = queue(0, 2, 1000);
        Queue b = queue(0, 1, 1000);
        few.add(6);
        bounded.add(ENDLESS);
        a.add(ENDLESS);
        b.add(ENDLESS);
        startAll();
        assertThat(few.held()).isEqualTo(6);
        assertThat(bounded.held()).isEqualTo(10);
        assertThat(a.held()).isEqualTo(56);
        assertThat(b.held()).isEqualTo(28);
    }

    @Test
    void queueThatComesLaterHasItsShareAfterOneJobOfTheOthersAndNoMore() {
        places(10);
        Queue a = queue(0, 1, 50);
        Queue b = queue(0, 1, 50);
        Queue late = queue(0, 3, 50);
        a.add(ENDLESS);
        b.add(ENDLESS);
        runUntil(10_000);
        late.add(ENDLESS);
        runUntil(now + 50);
        assertThat(late.held()).isEqualTo(6);
        busyFrom();
        runUntil(now + 10_000);
        assertThat(share(late)).as("it has saved nothing up").isCloseTo(0.6, within(0.01));
        late.backlog = 0;
        runUntil(now + 100);
        busyFrom();
        runUntil(now + 10_000);
        assertThat(share(a)).isCloseTo(0.5, within(0.01));
        assertThat(late.held()).isZero();
    }

    @Test
    void longJobIsNotHeldAgainstAQueueWhenTheOtherHadNoWorkMeanwhile() {
        Queue a = queue(0, 1, 10);
        Queue b = queue(0, 1, 10_000);
        a.add(2);
        b.add(ENDLESS);
        runUntil(30_000);
        assertThat(started).startsWith(a, b, a, b);
        b.takes = 10;
        endOne();
        runUntil(now + 1000);
        a.add(ENDLESS);
        busyFrom();
        runUntil(now + 2000);
        assertThat(share(a)).isCloseTo(0.5, within(0.02));
    }

    @Test
    void jobsOfAnyLengthAndLoadsThatChangeNeverExceedThePoolOrLeaveWorkBesideAFreePlace() {
        places(9);
        Queue a = queue(2, 3, 17);
        Queue b = new Queue(1, 4, 2, 31, false);
        Queue c = queue(0, 1, 5);
        for (int round = 0; round < 500; round++) {
            queues.get(round % 3).add(1 + round * 7 % 23);
            runUntil(now + round % 11);
            int held = queues.stream().mapToInt(Queue::held).sum();
            assertThat(held).isLessThanOrEqualTo(9).isEqualTo(running.size());
            if (held < 9) {
                assertThat(a.backlog + c.backlog).isZero();
                assertThat(b.backlog == 0 || b.held() == 4).isTrue();
            }
            now++;
        }
    }
}
