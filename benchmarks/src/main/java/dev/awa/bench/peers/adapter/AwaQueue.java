package dev.awa.bench.peers.adapter;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.client.AwaClient;
import dev.awa.client.JobKind;
import dev.awa.schema.AwaSchema;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import dev.awa.worker.PromptSocketFactory;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.LongStream;
import org.postgresql.ds.PGSimpleDataSource;

/** Awa itself, by its Java client and worker. */
public final class AwaQueue implements QueueUnderTest {
    private static final String UNENDED =
            "select count(*) from awa.jobs where state not in ('completed', 'failed', 'cancelled')";

    record Bench(long n, String text) {
        static final JobKind<Bench> KIND = JobKind.of("bench", Bench.class);

        static Bench of(long number) {
            return new Bench(number, Payload.text(number));
        }
    }

    public static void main(String[] args) throws IOException {
        AdapterProgram.serve(new AwaQueue());
    }

    @Override
    public boolean hasWorkers() {
        return true;
    }

    @Override
    public String name() {
        return "Awa";
    }

    @Override
    public String version() {
        return "this checkout, schema " + AwaSchema.latestVersion();
    }

    @Override
    public Map<String, String> paths() {
        return Map.of(
                "batch", "AwaClient.insertMany",
                "single", "AwaClient.insert",
                "work",
                        "AwaWorker, default options but for the concurrency; its pool with PromptSocketFactory, as docs/workers.md says");
    }

    @Override
    public void setup(Target target) {
        AwaSchema.migrate(dataSource(target));
    }

    @Override
    public Producer producer(Target target, int connections) {
        HikariDataSource pool = pool(target, connections);
        var client = AwaClient.create(pool);
        return new Producer() {
            @Override
            public void batch(long first, int jobs) {
                client.insertMany(
                        Bench.KIND,
                        LongStream.range(first, first + jobs)
                                .mapToObj(Bench::of)
                                .toList());
            }

            @Override
            public void one(long number) {
                client.insert(Bench.KIND, Bench.of(number));
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    @Override
    public AutoCloseable work(Target target, int workers, JobBody body) {
        HikariDataSource pool = pool(target, AwaWorker.CONNECTIONS);
        AwaWorker worker = AwaWorker.builder(pool)
                .queue("default", queue -> queue.concurrency(workers))
                .handle(Bench.KIND, (args, job) -> {
                    body.run(args.n());
                    return JobResult.done();
                })
                .start();
        return () -> {
            worker.close();
            pool.close();
        };
    }

    @Override
    public long remaining(Target target) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(UNENDED)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static PGSimpleDataSource dataSource(Target target) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(target.jdbcUrl());
        return dataSource;
    }

    /** All connections are open when it returns. */
    private static HikariDataSource pool(Target target, int size) {
        var config = new HikariConfig();
        config.setJdbcUrl(target.jdbcUrl());
        config.addDataSourceProperty("socketFactory", PromptSocketFactory.class.getName());
        config.setMaximumPoolSize(size);
        config.setInitializationFailTimeout(1);
        var pool = new HikariDataSource(config);
        Connections.openAll(pool, size);
        return pool;
    }
}
