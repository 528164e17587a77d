package dev.awa.bench.peers.adapter;

import java.util.Map;
import java.util.Set;

/**
 * One job queue, as {@link AdapterProgram} drives it.
 *
 * <p>Each method opens what it needs and leaves nothing open but what it returns. Jobs carry the payload of {@link
 * Payload#json}.
 */
public interface QueueUnderTest {
    /** Whether it has workers; without them only the enqueue shapes are measured. */
    boolean hasWorkers();

    String name();

    String version();

    /** Which of its documented ways are used: {@code batch}, {@code single}, {@code work} and a sentence for each. */
    Map<String, String> paths();

    /** Installs its schema by its own tool into an empty database. */
    void setup(Target target) throws Exception;

    /** Connects for enqueueing; everything that takes time once happens here. */
    Producer producer(Target target, int connections) throws Exception;

    /** Starts a worker in this process; returns when it takes jobs. Closing it drains: what runs is finished and settled. */
    AutoCloseable work(Target target, int workers, JobBody body) throws Exception;

    /** Jobs that have not ended yet. */
    long remaining(Target target) throws Exception;

    /** The version in the name of the jar that a class comes from. */
    static String jarVersion(Class<?> type) {
        String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceFirst(".*-(\\d[^/]*)\\.jar$", "$1");
    }

    /** A database, by the URL of either world, with user and password in it. */
    record Target(String jdbcUrl, String uri) {}

    /** Enqueues jobs by their number. */
    interface Producer extends AutoCloseable {
        /** All of them in one transaction, by the fast path. */
        void batch(long first, int jobs) throws Exception;

        /** One job in its own transaction; called by as many threads as there are connections. */
        void one(long number) throws Exception;

        @Override
        void close() throws Exception;
    }

    /** What a handler does: safe for use by several threads. */
    interface JobBody {
        void run(long number) throws InterruptedException;
    }

    /** What the program can do, in the words of the protocol. */
    default Set<String> can() {
        return hasWorkers() ? Set.of("enqueue", "work") : Set.of("enqueue");
    }
}
