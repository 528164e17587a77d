package dev.awa.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.client.AwaClient;
import dev.awa.client.InsertResult;
import dev.awa.client.JobKind;
import dev.awa.client.NewJob;
import dev.awa.schema.NextSchema;
import dev.awa.testkit.AwaDatabase;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A schema is upgraded under load: nobody meets an error, nothing is lost, and nobody waits for a lock for a tenth of a second,
 * which is the limit that all sessions have set.
 */
@Tag("sql")
class RollingUpgradeTest {

    private static final JobKind<String> UPGRADE = JobKind.json("upgrade");

    private static final String LOCK_LIMIT = "100ms";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final Map<Long, AtomicInteger> started = new ConcurrentHashMap<>();
    private final Queue<Long> inserted = new ConcurrentLinkedQueue<>();

    @Test
    void producersAndWorkersOfTheReleaseBeforeNoticeNothing() throws Exception {
        List<Thread> producers = new ArrayList<>();
        try (HikariDataSource pool = pool();
                AwaWorker one = worker(pool);
                AwaWorker other = worker(pool)) {
            producers.add(start(() -> insertByClient(pool)));
            producers.add(start(() -> insertBatches(pool)));
            producers.add(start(() -> insertByPreparedStatement(pool)));
            await().atMost(Duration.ofSeconds(30)).until(() -> started.size() > 500);

            NextSchema.migrate(database.get().dataSource());

            int atUpgrade = inserted.size();
            await().atMost(Duration.ofSeconds(60)).until(() -> inserted.size() > atUpgrade + 500 || !errors.isEmpty());
            goesOn.set(false);
            for (Thread producer : producers) {
                producer.join();
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> started.keySet().containsAll(inserted) || !errors.isEmpty());
            assertThat(one.isRunning() && other.isRunning()).isTrue();
        }

        assertThat(errors).isEmpty();
        assertThat(database.get().value("select awa.contract_version()")).isEqualTo("1.1");
        assertThat(started)
                .as("jobs, each started once")
                .allSatisfy((id, times) -> assertThat(times).hasValue(1));
        assertThat(database.get().value("select count(*) from awa.jobs where state <> 'completed'"))
                .isEqualTo("0");
        assertThat(database.get().value("select count(*) from awa.jobs")).isEqualTo(String.valueOf(inserted.size()));
    }

    private HikariDataSource pool() {
        var config = new HikariConfig();
        config.setJdbcUrl(database.get().jdbcUrl());
        config.setMaximumPoolSize(16);
        config.setConnectionInitSql("set lock_timeout = '" + LOCK_LIMIT + "'");
        return new HikariDataSource(config);
    }

    private AwaWorker worker(HikariDataSource pool) {
        return AwaWorker.builder(pool)
                .queue("default", queue -> queue.concurrency(8))
                .handle(UPGRADE, (args, job) -> {
                    started.computeIfAbsent(job.id(), id -> new AtomicInteger()).incrementAndGet();
                    return JobResult.done();
                })
                .start();
    }

    private Thread start(ThrowingRunnable body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                errors.add(e);
            }
        });
        thread.start();
        return thread;
    }

    private void insertByClient(HikariDataSource pool) {
        AwaClient awa = AwaClient.create(pool);
        while (goesOn.get()) {
            InsertResult result = awa.insert(UPGRADE, "{\"n\": 1}");
            inserted.add(result.id());
        }
    }

    private void insertBatches(HikariDataSource pool) {
        AwaClient awa = AwaClient.create(pool);
        List<NewJob> batch = List.of(NewJob.of(UPGRADE, "1"), NewJob.of(UPGRADE, "2"), NewJob.of(UPGRADE, "3"));
        while (goesOn.get()) {
            awa.insertJobs(batch).forEach(result -> inserted.add(result.id()));
        }
    }

    /** A session that keeps its prepared statement, as drivers do. */
    private void insertByPreparedStatement(HikariDataSource pool) throws Exception {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("select * from awa.insert_job('upgrade', ?::jsonb)")) {
            while (goesOn.get()) {
                insert.setString(1, "{}");
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    inserted.add(row.getLong("id"));
                }
            }
        }
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }
}
