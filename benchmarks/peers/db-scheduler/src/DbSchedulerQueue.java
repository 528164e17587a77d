import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.bench.peers.adapter.AdapterProgram;
import dev.awa.bench.peers.adapter.Connections;
import dev.awa.bench.peers.adapter.Payload;
import dev.awa.bench.peers.adapter.QueueUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** db-scheduler with the polling strategy lock-and-fetch. */
final class DbSchedulerQueue implements QueueUnderTest {
    private static final double LOWER = 4.0;
    private static final double UPPER = 20.0;
    private static final Duration POLLING = Duration.ofMillis(100);
    private static final int MOST_CONNECTIONS = 32;
    private static final TaskDescriptor<Args> TASK = TaskDescriptor.of("bench", Args.class);

    record Args(long n, String text) {}

    public static void main(String[] args) throws IOException {
        AdapterProgram.serve(new DbSchedulerQueue());
    }

    @Override
    public boolean hasWorkers() {
        return true;
    }

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public String version() {
        return QueueUnderTest.jarVersion(Scheduler.class);
    }

    @Override
    public Map<String, String> paths() {
        return Map.of(
                "batch", "scheduleBatch, JacksonSerializer",
                "single", "schedule",
                "work", "lock-and-fetch with limits 4.0 and 20.0, the fastest of its performance page; polling interval 100 ms"
                        + " (default 10 s); a connection per thread, at most 32");
    }

    /** Its documentation gives a table to be made by the application's own migrations. */
    @Override
    public void setup(Target target) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(Path.of("table.sql")));
        }
    }

    @Override
    public Producer producer(Target target, int connections) {
        HikariDataSource pool = pool(target, connections);
        SchedulerClient client = SchedulerClient.Builder.create(pool, task(number -> {}))
                .serializer(new JacksonSerializer())
                .build();
        return new Producer() {
            @Override
            public void batch(long first, int jobs) {
                List<TaskInstance<?>> instances = new ArrayList<>();
                for (long n = first; n < first + jobs; n++) {
                    instances.add(instance(n));
                }
                client.scheduleBatch(instances, Instant.now());
            }

            @Override
            public void one(long number) {
                client.schedule(instance(number), Instant.now());
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    @Override
    public AutoCloseable work(Target target, int workers, JobBody body) {
        HikariDataSource pool = pool(target, Math.min(workers, MOST_CONNECTIONS) + 2);
        Scheduler scheduler = Scheduler.create(pool, task(body))
                .serializer(new JacksonSerializer())
                .threads(workers)
                .pollUsingLockAndFetch(LOWER, UPPER)
                .pollingInterval(POLLING)
                .build();
        scheduler.start();
        return () -> {
            scheduler.stop();
            pool.close();
        };
    }

    @Override
    public long remaining(Target target) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from scheduled_tasks")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static OneTimeTask<Args> task(JobBody body) {
        return Tasks.oneTime(TASK).execute((instance, context) -> {
            try {
                body.run(instance.getData().n());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static TaskInstance<Args> instance(long number) {
        return TASK.instance(Long.toString(number))
                .data(new Args(number, Payload.text(number)))
                .build();
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
