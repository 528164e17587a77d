import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.bench.peers.adapter.AdapterProgram;
import dev.awa.bench.peers.adapter.Connections;
import dev.awa.bench.peers.adapter.Payload;
import dev.awa.bench.peers.adapter.QueueUnderTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.LongStream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProviderUtils.DatabaseOptions;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/** JobRunr OSS. */
public final class JobRunrQueue implements QueueUnderTest {
    private static final int SHORTEST_POLL_SECONDS = 5;
    private static final int MOST_CONNECTIONS = 32;

    public static void main(String[] args) throws IOException {
        AdapterProgram.serve(new JobRunrQueue());
    }

    /** A job. */
    public record Bench(long n, String text) implements JobRequest {
        static Bench of(long number) {
            return new Bench(number, Payload.text(number));
        }

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** Runs jobs. */
    public static final class Handler implements JobRequestHandler<Bench> {
        private final JobBody body;

        Handler(JobBody body) {
            this.body = body;
        }

        @Override
        public void run(Bench job) throws InterruptedException {
            body.run(job.n());
        }
    }

    @Override
    public boolean hasWorkers() {
        return true;
    }

    @Override
    public String name() {
        return "JobRunr OSS";
    }

    @Override
    public String version() {
        return QueueUnderTest.jarVersion(BackgroundJobServer.class);
    }

    @Override
    public Map<String, String> paths() {
        return Map.of(
                "batch", "JobRequestScheduler.enqueue(Stream)",
                "single", "JobRequestScheduler.enqueue",
                "work", "worker count as asked, poll interval 5 s, the shortest it allows (default 15 s); a connection per"
                        + " worker, at most 32");
    }

    @Override
    public void setup(Target target) {
        try (HikariDataSource pool = pool(target, 2)) {
            storage(pool, DatabaseOptions.CREATE).close();
        }
    }

    @Override
    public Producer producer(Target target, int connections) {
        HikariDataSource pool = pool(target, connections);
        PostgresStorageProvider storage = storage(pool, DatabaseOptions.SKIP_CREATE);
        var scheduler = new JobRequestScheduler(storage);
        return new Producer() {
            @Override
            public void batch(long first, int jobs) {
                scheduler.enqueue(LongStream.range(first, first + jobs).mapToObj(Bench::of));
            }

            @Override
            public void one(long number) {
                scheduler.enqueue(Bench.of(number));
            }

            @Override
            public void close() {
                storage.close();
                pool.close();
            }
        };
    }

    @Override
    public AutoCloseable work(Target target, int workers, JobBody body) {
        HikariDataSource pool = pool(target, Math.min(workers, MOST_CONNECTIONS) + 4);
        PostgresStorageProvider storage = storage(pool, DatabaseOptions.SKIP_CREATE);
        var handler = new Handler(body);
        var activator = new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(handler);
            }
        };
        var server = new BackgroundJobServer(
                storage,
                new Jackson3JsonMapper(),
                activator,
                usingStandardBackgroundJobServerConfiguration()
                        .andWorkerCount(workers)
                        .andPollIntervalInSeconds(SHORTEST_POLL_SECONDS));
        server.start();
        return () -> {
            server.stop();
            storage.close();
            pool.close();
        };
    }

    @Override
    public long remaining(Target target) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from jobrunr_jobs where state in ('ENQUEUED', 'SCHEDULED', 'PROCESSING')")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static PostgresStorageProvider storage(HikariDataSource pool, DatabaseOptions options) {
        var storage = new PostgresStorageProvider(pool, options);
        JsonMapper mapper = new Jackson3JsonMapper();
        storage.setJobMapper(new JobMapper(mapper));
        return storage;
    }

    private static HikariDataSource pool(Target target, int size) {
        var config = new HikariConfig();
        config.setJdbcUrl(target.jdbcUrl());
        config.setMaximumPoolSize(size);
        var pool = new HikariDataSource(config);
        Connections.openAll(pool, size);
        return pool;
    }
}
