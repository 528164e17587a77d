package dev.awa.resilience;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.locks.ReadWriteLock;

/** A member of the crowd that works in one session and opens another one whenever the server has ended it. */
abstract class Actor {

    final Workload workload;
    final Random random;

    Actor(Workload workload, Random random) {
        this.workload = workload;
        this.random = random;
    }

    final void run() throws Exception {
        new Reconnecting(workload.dataSource(), random).run(this::goesOn, this::act, e -> {
            workload.expect(e);
            interrupted(e);
        });
    }

    boolean goesOn() {
        return workload.goesOn();
    }

    abstract void act(Session session) throws Exception;

    /** Something failed, and it is not known how much of it was done. */
    void interrupted(SQLException e) {}

    /** Does something that makes the server write to its disk, unless everybody is to be quiet now. */
    final void unlessHushed(Act act) throws Exception {
        ReadWriteLock hush = workload.hush();
        hush.readLock().lock();
        try {
            act.run();
        } finally {
            hush.readLock().unlock();
        }
    }

    /** As {@link #unlessHushed}, but does not wait: false if everybody is to be quiet now. */
    final boolean ifNotHushed(Act act) throws Exception {
        ReadWriteLock hush = workload.hush();
        if (!hush.readLock().tryLock()) {
            return false;
        }
        try {
            act.run();
            return true;
        } finally {
            hush.readLock().unlock();
        }
    }

    /** Something that an actor does. */
    interface Act {
        void run() throws Exception;
    }

    final void pause(int millis) throws InterruptedException {
        Thread.sleep(random.nextInt(millis));
    }

    final boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }
}
