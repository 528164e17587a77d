package dev.awa.resilience;

import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;

/**
 * Everybody at once: producers, workers of plain SQL, the Java worker, cancellations and housekeeping, on a database whose
 * server goes down now and then.
 */
final class Workload {

    /** Of the workers in plain SQL. */
    static final List<String> QUEUES = List.of("default", "q1");

    private static final Duration PATIENCE = Duration.ofMinutes(Crowd.isLong() ? 10 : 2);

    private final DataSource dataSource;
    private final Crowd crowd;
    private final Memory memory = new Memory();
    private final ReadWriteLock hush = new ReentrantReadWriteLock(true);
    private final Errors errors = new Errors();
    private volatile boolean producing = true;
    private volatile int enough;

    /** Prepares it on a database with Awa installed. */
    Workload(DataSource dataSource, Crowd crowd) throws SQLException {
        this.dataSource = dataSource;
        this.crowd = crowd;
        try (Session session = Session.open(dataSource)) {
            session.run(CrashBooks.TABLES);
            // the ring turns all the time, but nothing that ended is forgotten
            session.run("select from awa.configure('{\"keep_completed\": \"1 s\"}')");
            session.run(
                    "select awa.configure_queue(q, '{\"create\": true, \"keep_completed\": \"1 day\"}') from unnest(string_to_array(?, ',')) q",
                    String.join(",", QUEUES) + "," + JavaWork.QUEUE);
        }
        crowd.add("producer", 6, random -> new Producer(this, random).run());
        crowd.add("claimer", 4, random -> new Claimer(this, random).run());
        crowd.add("canceller", 1, random -> new Canceller(this, random).run());
        crowd.add("ticker", 1, random -> new Ticker(this, random).run());
    }

    DataSource dataSource() {
        return dataSource;
    }

    Memory memory() {
        return memory;
    }

    /** Held for writing while nobody may make the server write to its disk; claims that are asynchronous go on. */
    ReadWriteLock hush() {
        return hush;
    }

    boolean goesOn() {
        return crowd.goesOn();
    }

    boolean isProducing() {
        return producing && goesOn();
    }

    /** Counts an error. Throws one that is neither part of the game nor the end of the server. */
    void expect(SQLException e) throws SQLException {
        errors.expect(e);
    }

    /** Whether producers should wait: they are far ahead of what was asked for, and slow machines have to end it all. */
    boolean hasEnough() {
        return memory.insertCount() > enough;
    }

    /** Waits until so many more jobs have been enqueued, as far as anybody was told; for a while it goes on after that. */
    void awaitInserts(int more) {
        int goal = memory.insertCount() + more;
        enough = goal + 500;
        Patience.until(more + " more jobs, seed " + crowd.seed(), () -> !goesOn() || memory.insertCount() >= goal);
    }

    /**
     * Keeps everybody from making the server write to its disk, lets some asynchronous claims happen, does it, and ends
     * that. The Java worker knows nothing of it, so that now and then the claims are written after all.
     */
    void hushed(Failure failure) throws Exception {
        hush.writeLock().lock();
        try {
            try (Session session = Session.open(dataSource)) {
                new Producer(this, crowd.random()).insertSome(session);
            }
            int goal = memory.claimCount() + 4;
            // fewer if workers have just given their id up: they cannot register now
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (goesOn() && memory.claimCount() < goal && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            failure.happen();
        } finally {
            hush.writeLock().unlock();
        }
    }

    /** What happens to a server. */
    interface Failure {
        void happen() throws Exception;
    }

    /** Stops producing, waits until every job has ended, and compares all that is known. */
    void finish(JavaWorker javaWorker, int crashes) throws Exception {
        producing = false;
        crowd.await("producer", PATIENCE);
        try (Session session = Session.open(dataSource)) {
            Patience.untilEnded(session, 0, PATIENCE, () -> !goesOn());
            crowd.stop();
            crowd.await("", PATIENCE);
            javaWorker.close();
            System.out.printf(
                    "%d crashes; %s; %s; %s claims, %d of those answered were undone; %d started by the Java worker; errors met: %s%n",
                    crashes,
                    session.value("select detail from awa.doctor() where check_name = 'ring'"),
                    session.rows("select state, count(*) from awa.jobs group by state order by state"),
                    session.value("select count(distinct token) from claimed"),
                    CrashBooks.undoneClaims(session, memory),
                    javaWorker.startedJobs(),
                    errors);
            CrashBooks.check(session, memory, javaWorker);
            javaWorker.check(session, crashes);
        }
    }

    /** Cancels some of the newest jobs, waiting, running or ended. */
    private static final class Canceller extends Actor {

        Canceller(Workload workload, Random random) {
            super(workload, random);
        }

        @Override
        boolean goesOn() {
            return workload.isProducing();
        }

        @Override
        void act(Session session) throws Exception {
            pause(40);
            Long job = workload.memory().someJob(random);
            if (job != null) {
                unlessHushed(() -> workload.memory().cancelled(session.numbers("""
                        insert into cancelled (job_id)
                        select id from awa.cancel_job(?, 'from outside') where outcome = 'cancelled'
                        returning job_id""", job)));
            }
        }
    }

    private static final class Ticker extends Actor {

        Ticker(Workload workload, Random random) {
            super(workload, random);
        }

        @Override
        void act(Session session) throws Exception {
            pause(100);
            unlessHushed(() -> session.run("select from awa.tick()"));
        }
    }
}
