package dev.awa.bench.shapes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;

/** Enqueues jobs of kind {@value #KIND} over a connection of its own. For one thread. */
final class Producer implements AutoCloseable {
    static final String KIND = "bench";
    static final int BATCH = 500;

    /** Length of the arguments as JSON text. */
    static final int PAYLOAD_BYTES = 256;

    static final String PAYLOAD = "{\"text\": \"" + "x".repeat(PAYLOAD_BYTES - 12) + "\"}";

    private final Connection connection;
    private final PreparedStatement many;
    private final PreparedStatement various;
    private final PreparedStatement one;

    Producer(Connection connection) throws SQLException {
        this.connection = connection;
        many = connection.prepareStatement("select id from awa.insert_many('" + KIND + "', ?, ?)");
        various = connection.prepareStatement("select id from awa.insert_jobs(?::jsonb) order by ordinal");
        one = prepareSingle(connection);
    }

    /** Enqueues one job into a queue at each step of a pace. */
    Pace.Step pacedTo(String queue, Meter meter) {
        return (number, dueAt) -> {
            long id = single(queue);
            meter.enqueued(id, dueAt, System.nanoTime());
        };
    }

    static PreparedStatement prepareSingle(Connection connection) throws SQLException {
        return connection.prepareStatement("select id from awa.insert_job('" + KIND + "', ?::jsonb, ?)");
    }

    /** One job in a transaction of its own; its id. */
    long single(String queue) throws SQLException {
        return single(one, queue);
    }

    static long single(PreparedStatement one, String queue) throws SQLException {
        one.setString(1, PAYLOAD);
        one.setString(2, queue);
        try (ResultSet row = one.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Jobs in one transaction, by the fastest way; their ids. */
    List<Long> batch(String queue, int count) throws SQLException {
        many.setArray(
                1,
                connection.createArrayOf(
                        "jsonb", Collections.nCopies(count, PAYLOAD).toArray()));
        many.setString(2, queue);
        return ids(many, count);
    }

    /**
     * Jobs in one transaction, each with what is its own.
     *
     * @param more further members of the job's JSON object by its number in the batch, with a comma in front, or nothing
     * @return ids in the order of the numbers; the same one again for what uniqueness has merged
     */
    List<Long> batch(String queue, int count, IntFunction<String> more) throws SQLException {
        return batch(i -> queue, count, more);
    }

    /** A job for each queue in one transaction; their ids. */
    List<Long> oneEach(List<String> queues) throws SQLException {
        return batch(queues::get, queues.size(), i -> "");
    }

    private List<Long> batch(IntFunction<String> queue, int count, IntFunction<String> more) throws SQLException {
        var jobs = new StringBuilder(count * (PAYLOAD_BYTES + 100)).append('[');
        for (int i = 0; i < count; i++) {
            jobs.append(i == 0 ? "" : ",")
                    .append("{\"kind\":\"" + KIND + "\",\"queue\":\"")
                    .append(queue.apply(i))
                    .append("\",\"args\":")
                    .append(PAYLOAD)
                    .append(more.apply(i))
                    .append('}');
        }
        various.setString(1, jobs.append(']').toString());
        return ids(various, count);
    }

    private static List<Long> ids(PreparedStatement statement, int count) throws SQLException {
        var ids = new ArrayList<Long>(count);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** Enqueues a batch of a given size. */
    @FunctionalInterface
    interface Batch {
        List<Long> with(Producer producer, int count) throws SQLException;
    }

    /** Puts that many jobs into the queues evenly, over two connections, in batches. */
    static void fill(Bench bench, List<String> queues, int count, Accounts accounts) throws SQLException {
        parallel(bench, count, (producer, size) -> {
            List<Long> ids = producer.spread(queues, size);
            ids.forEach(accounts::enqueued);
            return ids;
        });
    }

    /** So many jobs in batches over two connections. */
    static void parallel(Bench bench, int count, Batch batch) throws SQLException {
        int batches = (count + BATCH - 1) / BATCH;
        var halves = new ArrayList<CompletableFuture<Void>>();
        for (int half = 0; half < 2; half++) {
            int first = half;
            halves.add(CompletableFuture.runAsync(() -> {
                try (var producer = new Producer(bench.connect())) {
                    for (int i = first; i < batches; i += 2) {
                        bench.checkpoint();
                        batch.with(producer, Math.min(BATCH, count - i * BATCH));
                    }
                } catch (SQLException e) {
                    throw new CompletionException(e);
                }
            }));
        }
        try {
            halves.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private List<Long> spread(List<String> queues, int count) throws SQLException {
        if (queues.size() == 1) {
            return batch(queues.get(0), count);
        }
        var ids = new ArrayList<Long>(count);
        for (int q = 0; q < queues.size(); q++) {
            int size = count / queues.size() + (q < count % queues.size() ? 1 : 0);
            if (size > 0) {
                ids.addAll(batch(queues.get(q), size));
            }
        }
        return ids;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
