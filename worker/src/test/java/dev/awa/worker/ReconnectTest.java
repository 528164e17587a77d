package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class ReconnectTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private Jobs jobs;
    private NamedDataSource dataSource;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
        dataSource = new NamedDataSource(database.get(), "worker under test");
    }

    @Test
    void everyJobStartsOnceAndEndsOnceWhileAllConnectionsAreTerminatedAgainAndAgain() {
        int count = 4000;
        var starts = new ConcurrentHashMap<Long, AtomicInteger>();
        var completions = new ConcurrentHashMap<Long, AtomicInteger>();
        jobs.insertMany("work", count);
        try (var worker = AwaWorker.builder(dataSource)
                .queue("default", q -> q.concurrency(8))
                .handle("work", (args, job) -> {
                    starts.computeIfAbsent(job.id(), id -> new AtomicInteger()).incrementAndGet();
                    Thread.sleep(2);
                    return JobResult.done();
                })
                .listener(event -> {
                    if (event instanceof JobEvent.Completed completed) {
                        completions
                                .computeIfAbsent(completed.job().id(), id -> new AtomicInteger())
                                .incrementAndGet();
                    }
                })
                .start()) {
            for (int kill = 1; kill <= 5; kill++) {
                int enough = kill * count / 8;
                Jobs.eventually(enough + " jobs to have started").until(() -> starts.size() >= enough);
                // it may just be without any: jobs claimed ahead run on meanwhile
                Jobs.eventually("connections to terminate").until(() -> dataSource.terminate() > 0);
            }
            jobs.awaitCount("completed", count);
        }
        assertThat(starts).hasSize(count);
        assertThat(starts.values()).allMatch(times -> times.get() == 1);
        assertThat(completions).hasSize(count);
        assertThat(completions.values()).allMatch(times -> times.get() == 1);
    }

    @Test
    void resultOfAJobThatEndsWhileTheDatabaseIsAwayIsSettledLater() throws Exception {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        try (var worker = AwaWorker.builder(dataSource)
                .queue("default")
                .handle("work", (args, job) -> {
                    started.countDown();
                    finish.await();
                    return JobResult.done("kept");
                })
                .start()) {
            long id = jobs.insert("work");
            started.await();
            var administrator = database.get().server().administrator();
            administrator.run("alter database " + database.get().name() + " allow_connections false");
            administrator.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                    + database.get().name() + "'");
            finish.countDown();
            Jobs.eventually("all connections to be gone")
                    .until(() -> "0"
                            .equals(administrator.value(
                                    "select count(*) from pg_stat_activity where datname = ?",
                                    database.get().name())));
            administrator.run("alter database " + database.get().name() + " allow_connections true");
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "result")).isEqualTo("\"kept\"");
            assertThat(worker.isRunning()).isTrue();
        }
    }

    @Test
    void idleWorkerHearsOfNewJobsAfterItsConnectionsWereTerminated() {
        try (var worker = AwaWorker.builder(dataSource)
                .queue("default")
                .handle("work", (args, job) -> JobResult.done())
                .start()) {
            for (int i = 0; i < 3; i++) {
                jobs.awaitState(jobs.insert("work"), "completed");
                dataSource.terminate();
            }
            jobs.awaitState(jobs.insert("work"), "completed");
            Jobs.eventually("all five connections to be back").until(() -> dataSource.connections() == 5);
        }
    }

    @Test
    void numberOfConnectionsDoesNotDependOnTheConcurrency() {
        var most = new AtomicInteger();
        var finish = new CountDownLatch(1);
        try (var worker = AwaWorker.builder(dataSource)
                .queue("default", q -> q.concurrency(200))
                .handle("work", (args, job) -> {
                    finish.await();
                    return JobResult.done();
                })
                .start()) {
            jobs.insertMany("work", 500);
            Jobs.eventually("200 jobs to run").until(() -> jobs.count("running") == 200);
            most.set(dataSource.connections());
            finish.countDown();
            jobs.awaitCount("completed", 500);
            assertThat(most.get()).isEqualTo(5);
            assertThat(dataSource.connections()).isEqualTo(5);
        }
    }
}
