package dev.awa.worker.internal.claiming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.worker.QueueOptions;
import dev.awa.worker.internal.lease.Attempt;
import dev.awa.worker.internal.lease.Claim;
import dev.awa.worker.internal.lease.ClaimedJob;
import dev.awa.worker.internal.lease.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LocalQueueTest {

    private static final long MILLI = 1_000_000;

    private final AheadBytes bytes = new AheadBytes(16L << 20);
    private final Identity identity = new Identity(new UUID(0, 1));
    private long nextJob = 1;
    private long now = System.nanoTime() + Duration.ofSeconds(1).toNanos();

    private LocalQueue queue(int concurrency, int prefetch) {
        var queue = new LocalQueue(
                "q", QueueOptions.defaults().concurrency(concurrency).prefetch(prefetch), 1, bytes, null);
        // measures from here on
        queue.wanted(now);
        return queue;
    }

    private Claim claim(LocalQueue queue, int jobs) {
        List<ClaimedJob> claimed = LongStream.range(nextJob, nextJob + jobs)
                .mapToObj(id -> new ClaimedJob(id, "k", "{}", 2, 1, 25, null, List.of(), null, null))
                .toList();
        nextJob += jobs;
        return new Claim(identity, nextJob, queue.name(), claimed, Runnable::run);
    }

    private void fill(LocalQueue queue, int asked, int jobs) {
        Claim claim = claim(queue, jobs);
        queue.claimed(asked, List.of(claim), queue.wakes(), now);
        claim.attempts().forEach(queue::add);
    }

    private void run(LocalQueue queue, int jobs, long millisEach, int concurrency) {
        for (int i = 0; i < jobs; i++) {
            queue.poll();
            queue.attemptEnded(millisEach * MILLI);
        }
        now += Math.max(10, jobs * millisEach / concurrency) * MILLI;
    }

    @Test
    void firstClaimFillsThePlacesAndNothingMore() {
        assertThat(queue(7, 2000).wanted(now)).isEqualTo(7);
    }

    @Test
    void fastJobsAreClaimedForTheNextTenthOfASecond() {
        var queue = queue(4, 2000);
        fill(queue, 4, 4);
        run(queue, 4, 1, 4);
        // 4 jobs in the 10 ms of the measurement, so 40 in a tenth of a second
        assertThat(queue.wanted(now)).isEqualTo(4 + 40);
    }

    @Test
    void oneOfManyQueuesHoldsMore() {
        var queue = new LocalQueue("q", QueueOptions.defaults().concurrency(4), 16, bytes, null);
        queue.wanted(now);
        fill(queue, 4, 4);
        run(queue, 4, 1, 4);
        // 250 ms instead of 100
        assertThat(queue.wanted(now)).isEqualTo(4 + 100);
    }

    @Test
    void noMoreThanThePrefetchIsHeld() {
        var queue = queue(4, 20);
        fill(queue, 4, 4);
        run(queue, 4, 1, 4);
        assertThat(queue.wanted(now)).isEqualTo(4 + 20);
    }

    @Test
    void prefetchOfZeroClaimsForFreePlacesOnly() {
        var queue = queue(4, 0);
        fill(queue, 4, 4);
        run(queue, 4, 1, 4);
        assertThat(queue.wanted(now)).isEqualTo(4);
    }

    @Test
    void slowJobsAreNotClaimedAheadEvenWhenTheyEndTogether() {
        var queue = queue(4, 2000);
        fill(queue, 4, 4);
        now += 10_000 * MILLI;
        queue.wanted(now);
        for (int i = 0; i < 4; i++) {
            queue.poll();
            queue.attemptEnded(10_000 * MILLI);
        }
        now += 10 * MILLI;
        assertThat(queue.wanted(now)).isEqualTo(4);
    }

    @Test
    void nothingIsClaimedUntilHalfOfWhatIsHeldIsGone() {
        var queue = queue(4, 2000);
        fill(queue, 4, 4);
        run(queue, 4, 1, 4);
        int wanted = queue.wanted(now);
        fill(queue, wanted, wanted);
        assertThat(queue.wanted(now)).isZero();
        while (queue.wanted(now) == 0) {
            queue.poll();
            wanted--;
        }
        assertThat(wanted).isEqualTo(20);
    }

    @Test
    void dryQueueWantsNothingUntilSomebodyAnnouncesWork() {
        var queue = queue(4, 2000);
        queue.claimed(4, List.of(), queue.wakes(), now);
        assertThat(queue.isHungry()).isFalse();
        assertThat(queue.wanted(now)).isZero();
        queue.wake(true, now);
        assertThat(queue.wanted(now)).isEqualTo(4);
    }

    @Test
    void workAnnouncedDuringAnEmptyClaimIsLookedFor() {
        var queue = queue(4, 2000);
        long before = queue.wakes();
        queue.wake(true, now);
        queue.claimed(4, List.of(), before, now);
        assertThat(queue.isHungry()).isTrue();
        now += 10 * MILLI;
        assertThat(queue.wanted(now)).isEqualTo(4);
    }

    @Test
    void workThatOthersTakeFirstIsLookedForMoreAndMoreSeldom() {
        var queue = queue(4, 2000);
        queue.claimed(4, List.of(), queue.wakes(), now);
        queue.wake(false, now);
        assertThat(queue.wanted(now)).isEqualTo(4);
        for (int vain = 0; vain < 12; vain++) {
            queue.claimed(4, List.of(), queue.wakes(), now);
            queue.wake(false, now);
        }
        assertThat(queue.wanted(now)).isZero();
        assertThat(queue.nanosUntilWanted(now)).isEqualTo(500 * MILLI);
        queue.wake(true, now);
        assertThat(queue.wanted(now)).isEqualTo(4);
    }

    @Test
    void claimThatEndsARunOfWorkIsNotInVain() {
        var queue = queue(4, 2000);
        for (int i = 0; i < 3; i++) {
            now += 100 * MILLI;
            queue.wake(false, now);
            assertThat(queue.wanted(now)).isEqualTo(4);
            fill(queue, 4, 1);
            queue.poll();
            queue.claimed(4, List.of(), queue.wakes(), now);
        }
    }

    /** One job every few milliseconds, each claimed alone. */
    private void steadyWork(LocalQueue queue, int jobs, long gapMillis) {
        for (int i = 0; i < jobs; i++) {
            now += gapMillis * MILLI;
            queue.wake(true, now);
            fill(queue, 4, 1);
            queue.poll();
        }
    }

    @Test
    void workThatComesOftenIsWaitedForAwake() {
        var queue = queue(4, 2000);
        steadyWork(queue, 30, 3);
        assertThat(queue.isHungry()).isTrue();
        assertThat(queue.wanted(now)).isZero();
        assertThat(queue.nanosUntilWanted(now)).isEqualTo(10 * MILLI);
        now += 80 * MILLI;
        queue.claimed(4, List.of(), queue.wakes(), now);
        assertThat(queue.isHungry()).isTrue();
        assertThat(queue.nanosUntilWanted(now))
                .as("no job waits longer for the next look")
                .isEqualTo(10 * MILLI);
    }

    @Test
    void pickupSaysHowOftenItIsLookedFor() {
        var queue = new LocalQueue(
                "q", QueueOptions.defaults().concurrency(4).pickup(Duration.ofMillis(40)), 1, bytes, null);
        steadyWork(queue, 30, 30);
        assertThat(queue.isHungry()).isTrue();
        assertThat(queue.nanosUntilWanted(now)).isEqualTo(40 * MILLI);
    }

    @Test
    void withoutTimeForThePickupNothingIsWaitedForAwake() {
        var queue = new LocalQueue("q", QueueOptions.defaults().concurrency(4).pickup(Duration.ZERO), 1, bytes, null);
        steadyWork(queue, 30, 1);
        assertThat(queue.isHungry()).isFalse();
    }

    @Test
    void workAnnouncedDuringAClaimIsLookedForSoon() {
        var queue = queue(4, 2000);
        long before = queue.wakes();
        queue.wake(true, now);
        queue.claimed(4, List.of(claim(queue, 1)), before, now);
        assertThat(queue.isHungry()).isTrue();
        assertThat(queue.nanosUntilWanted(now)).isEqualTo(2 * MILLI);
    }

    @Test
    void queueIsDryWhenWorkThatCameOftenStaysAway() {
        var queue = queue(4, 2000);
        steadyWork(queue, 30, 3);
        now += 100 * MILLI;
        queue.claimed(4, List.of(), queue.wakes(), now);
        assertThat(queue.isHungry()).isFalse();
    }

    @Test
    void workThatComesSeldomIsNotWaitedForAwake() {
        var queue = queue(4, 2000);
        steadyWork(queue, 30, 20);
        assertThat(queue.isHungry()).isFalse();
    }

    @Test
    void jobsThatComeManyAtATimeComeOften() {
        var queue = queue(100, 2000);
        for (int i = 0; i < 30; i++) {
            now += 20 * MILLI;
            queue.wake(true, now);
            fill(queue, 100, 10);
            for (int job = 0; job < 10; job++) {
                queue.poll();
            }
            queue.claimed(100, List.of(), queue.wakes(), now);
        }
        assertThat(queue.isHungry()).isTrue();
    }

    @Test
    void oneLongPauseAmongOftenEndsTheWaiting() {
        var queue = queue(4, 2000);
        steadyWork(queue, 30, 3);
        steadyWork(queue, 1, 1000);
        assertThat(queue.isHungry()).isFalse();
    }

    @Test
    void notificationsOfWorkThatOthersTakeCountAsWork() {
        var queue = queue(4, 2000);
        for (int i = 0; i < 30; i++) {
            now += 3 * MILLI;
            queue.wake(true, now);
            queue.claimed(4, List.of(), queue.wakes(), now);
        }
        assertThat(queue.isHungry()).isTrue();
    }

    @Test
    void largeArgsMakeSmallClaims() {
        var queue = queue(1000, 2000);
        var large = new ClaimedJob(1, "k", "x".repeat(4 << 20), 2, 1, 25, null, List.of(), null, null);
        var claim = new Claim(identity, 1, queue.name(), List.of(large), Runnable::run);
        for (int i = 0; i < 10; i++) {
            queue.claimed(1, List.of(claim), queue.wakes(), now);
        }
        assertThat(queue.wanted(now)).isEqualTo(4);
    }

    @Test
    void bytesThatOneQueueHoldsAreNotThereForAnotherToClaimAhead() {
        var other = queue(1, 2000);
        var queue = queue(4, 2000);
        fill(queue, 4, 4);
        run(queue, 4, 1, 4);
        var large = new ClaimedJob(1, "k", "x".repeat(9 << 20), 2, 1, 25, null, List.of(), null, null);
        new Claim(identity, 1, other.name(), List.of(large), Runnable::run)
                .attempts()
                .forEach(other::add);
        // more than half of what may be held
        assertThat(queue.wanted(now)).isEqualTo(4);
        other.poll();
        assertThat(queue.wanted(now)).isEqualTo(4 + 40);
    }

    @Test
    void claimThatCouldNotBeReadIsFollowedByOneOfOneJob() {
        var queue = queue(4, 2000);
        queue.unreadable();
        assertThat(queue.wanted(now)).isEqualTo(1);
    }

    @Test
    void runnersNeverExceedTheConcurrency() {
        var queue = queue(2, 2000);
        fill(queue, 5, 5);
        assertThat(queue.enter()).isSameAs(queue);
        assertThat(queue.enter()).isSameAs(queue);
        assertThat(queue.enter()).isNull();
        queue.leave();
        assertThat(queue.enter()).isSameAs(queue);
    }

    private LocalQueue pooled(Pool<LocalQueue> pool, String name) {
        var queue = new LocalQueue(name, QueueOptions.defaults(), 2, bytes, pool);
        queue.wanted(now);
        return queue;
    }

    @Test
    void queueOfAPoolClaimsForThePlacesThatAreKeptForIt() {
        var pool = new Pool<LocalQueue>(10);
        var a = pooled(pool, "a");
        var b = pooled(pool, "b");
        assertThat(a.wanted(now)).isZero();
        assertThat(a.enter()).isNull();
        assertThat(a.wanted(now)).isEqualTo(5);
        assertThat(b.wanted(now)).isEqualTo(5);
        fill(a, 5, 2);
        assertThat(b.enter()).as("whoever is asked").isSameAs(a);
        assertThat(a.enter()).isSameAs(a);
        assertThat(a.enter()).isNull();
        assertThat(a.running()).isEqualTo(2);
        assertThat(b.wanted(now)).as("what the other had no job for").isEqualTo(8);
    }

    @Test
    void queueOfAPoolClaimsAheadForThePlacesThatItHas() {
        var pool = new Pool<LocalQueue>(4);
        var a = pooled(pool, "a");
        assertThat(a.enter()).isNull();
        fill(a, 4, 4);
        for (int i = 0; i < 4; i++) {
            a.enter();
            a.poll();
        }
        assertThat(a.wanted(now)).isZero();
        for (int i = 0; i < 4; i++) {
            a.attemptEnded(MILLI);
            assertThat(a.pass()).as("the place is kept for a claim").isNull();
        }
        now += 10 * MILLI;
        // 4 jobs in 10 ms, so 44 in 110
        assertThat(a.wanted(now)).isEqualTo(4 + 44);
        fill(a, 48, 48);
        for (int i = 0; i < 4; i++) {
            assertThat(a.enter()).isSameAs(a);
            a.poll();
        }
        assertThat(a.enter()).isNull();
        assertThat(a.wanted(now)).as("jobs that wait count").isZero();
        a.attemptEnded(MILLI);
        assertThat(a.pass()).isSameAs(a);
    }

    @Test
    void placeForWhichThereIsNoThreadIsFree() {
        var a = pooled(new Pool<>(1), "a");
        a.enter();
        fill(a, 1, 1);
        assertThat(a.enter()).isSameAs(a);
        a.stayAway();
        assertThat(a.running()).isZero();
        assertThat(a.enter()).isSameAs(a);
        assertThat(a.poll()).isNotNull();
    }

    @Test
    void whatHasWaitedTooLongIsTakenOutWithAllBehindIt() {
        var queue = queue(1, 2000);
        fill(queue, 3, 3);
        long later = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        var removed = new ArrayList<Attempt>();
        queue.removeWaiting(Duration.ofSeconds(10).toNanos(), later, removed::add);
        assertThat(removed).isEmpty();
        queue.removeWaiting(Duration.ofSeconds(1).toNanos(), later, removed::add);
        assertThat(removed).hasSize(3);
        assertThat(queue.poll()).isNull();
    }
}
