package dev.awa.testkit.accounting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that work at the same time, each with random numbers of its own from one seed. */
public final class Crowd {

    /** What a member does until it is done, or until {@link Crowd#goesOn} says no. */
    public interface Member {
        void run(Random random) throws Exception;
    }

    private final long seed;
    private final List<Thread> members = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private Crowd(long seed) {
        this.seed = seed;
    }

    /** A crowd with the seed of {@code -Dawa.test.seed}, or a new one, which is printed. */
    public static Crowd gather(String purpose) {
        long seed = Long.getLong("awa.test.seed", System.nanoTime() & 0xffffffffL);
        System.out.printf("%s: -Dawa.test.seed=%d%n", purpose, seed);
        return new Crowd(seed);
    }

    /** Whether the tests should run in their long form. */
    public static boolean isLong() {
        return Boolean.getBoolean("awa.test.long");
    }

    public void add(String name, int count, Member member) {
        for (int i = 0; i < count; i++) {
            Random random = random();
            var thread = new Thread(() -> run(member, random), name + "-" + i);
            thread.setDaemon(true);
            members.add(thread);
        }
    }

    /** Random numbers for one more, from the same seed. */
    public Random random() {
        return new Random(seed * 1_000_003 + members.size());
    }

    private void run(Member member, Random random) {
        try {
            member.run(random);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            stopped = true;
        }
    }

    public long seed() {
        return seed;
    }

    /** Whether members should go on: nobody failed, and {@link #stop} was not called. */
    public boolean goesOn() {
        return !stopped;
    }

    /** Lets members that ask {@link #goesOn} end. */
    public void stop() {
        stopped = true;
    }

    public void start() {
        members.forEach(Thread::start);
    }

    /**
     * Waits for the members whose name starts so.
     *
     * @throws AssertionError if a member failed, or does not end in time
     */
    public void await(String prefix, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (Thread member : members) {
            if (member.getName().startsWith(prefix)) {
                member.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
                if (member.isAlive()) {
                    stop();
                    var error = new AssertionError(member.getName() + " did not end, seed " + seed);
                    error.setStackTrace(member.getStackTrace());
                    throw error;
                }
            }
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new AssertionError("seed " + seed + ": " + cause.getMessage(), cause);
        }
    }
}
