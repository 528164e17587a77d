package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class SleepingTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private CountingDataSource counted;
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
        counted = new CountingDataSource(database.get().dataSource());
    }

    private AwaWorker.Builder worker(DataSource dataSource) {
        return AwaWorker.builder(dataSource).queue("default").handle("work", (args, job) -> JobResult.done());
    }

    private DataSource counting() {
        return counted.dataSource();
    }

    private int count(String verb) {
        return counted.count(verb);
    }

    private void awaitQuiet() {
        Awaitility.await("the worker to sleep").atMost(Duration.ofSeconds(30)).until(() -> {
            int before = count("claim_jobs") + count("sleep_until_work");
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            return count("sleep_until_work") > 0 && before == count("claim_jobs") + count("sleep_until_work");
        });
    }

    @Test
    void sleepingWorkerAsksNothingAndWakesByNotification() {
        try (var worker = worker(counting()).start()) {
            awaitQuiet();
            int claims = count("claim_jobs");
            jobs.awaitState(jobs.insert("work"), "completed");
            // the notification had it claim; a poll would have had to come first otherwise
            assertThat(count("claim_jobs") - claims).isBetween(1, 4);
        }
    }

    @Test
    void severalQueuesSleepOnOneConnection() {
        try (var worker = worker(counting()).queue("a").queue("b").queue("c").start()) {
            for (int round = 0; round < 3; round++) {
                awaitQuiet();
                for (String queue : List.of("c", "default", "a", "b")) {
                    jobs.awaitState(jobs.insert("work", "{}", "queue => '" + queue + "'"), "completed");
                }
            }
        }
    }

    @Test
    void scheduledJobStartsWhenItIsDue() {
        try (var worker = worker(counting()).start()) {
            awaitQuiet();
            long id = jobs.insert("work", "{}", "run_at => clock_timestamp() + interval '700 ms'");
            assertThat(jobs.get(id, "state")).isEqualTo("scheduled");
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "attempted_at >= run_at")).isEqualTo("t");
        }
    }

    @Test
    void jobCommittedLateIsFoundAlthoughLaterOnesWereClaimed() throws SQLException {
        try (var worker = worker(counting()).start();
                var connection = database.get().connect()) {
            connection.setAutoCommit(false);
            long late;
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select id from awa.insert_job('work')")) {
                rows.next();
                late = rows.getLong(1);
            }
            jobs.awaitState(jobs.insert("work"), "completed");
            connection.commit();
            jobs.awaitState(late, "completed");
        }
    }

    @Test
    void jobCommittedAfterTheWorkerFellAsleepIsFoundThoughItWasInsertedBefore() throws SQLException {
        try (var connection = database.get().connect()) {
            connection.setAutoCommit(false);
            long late;
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select id from awa.insert_job('work')")) {
                rows.next();
                late = rows.getLong(1);
            }
            try (var worker = worker(counting()).start()) {
                Jobs.eventually("the worker to ask whether it may sleep").until(() -> count("sleep_until_work") > 10);
                connection.commit();
                jobs.awaitState(late, "completed");
            }
        }
    }

    @Test
    void noJobIsOverlookedWhenProducersComeAndGo() {
        int producers = 4;
        int each = 150;
        try (var first = worker(database.get().dataSource()).start();
                var second = worker(database.get().dataSource()).start()) {
            IntStream.range(0, producers)
                    .mapToObj(n -> CompletableFuture.runAsync(() -> produce(each)))
                    .toList()
                    .forEach(CompletableFuture::join);
            jobs.awaitCount("completed", (long) producers * each);
        }
    }

    private void produce(int count) {
        try (var connection = database.get().connect();
                var insert = connection.prepareStatement("select id from awa.insert_job('work')")) {
            for (int i = 0; i < count; i++) {
                insert.executeQuery().close();
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(12_000_000));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void jobsClaimedAheadThatCannotStartSoonGoToOthers() throws Exception {
        var ran = new AtomicInteger();
        var stuck = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        jobs.insertMany("work", 2000);
        try (var first = AwaWorker.builder(database.get().dataSource())
                .queue("default", q -> q.concurrency(1))
                .handle("work", (args, job) -> {
                    if (ran.incrementAndGet() == 500) {
                        stuck.countDown();
                        finish.await();
                    }
                    return JobResult.done();
                })
                .start()) {
            stuck.await();
            try (var second = worker(database.get().dataSource()).start()) {
                jobs.awaitCount("completed", 1999);
            }
            assertThat(database.get().value("select max(attempt) from awa.jobs"))
                    .isEqualTo("1");
            finish.countDown();
        }
        assertThat(jobs.count("completed")).isEqualTo(2000);
    }
}
