package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

@SuppressWarnings("try")
class LostAnswerTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
    private final List<JobEvent> events = new CopyOnWriteArrayList<>();
    private Jobs jobs;
    private TcpProxy proxy;

    @BeforeEach
    void connect() throws Exception {
        jobs = new Jobs(database.get());
        dataSource.setUrl(database.get().jdbcUrl());
        proxy = new TcpProxy(dataSource.getServerNames()[0], dataSource.getPortNumbers()[0]);
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {proxy.port()});
        // so that the text of each statement passes the proxy
        dataSource.setPrepareThreshold(0);
    }

    @AfterEach
    void disconnect() {
        proxy.close();
    }

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(dataSource)
                .queue("default")
                .heartbeatEvery(Duration.ofMillis(200))
                .deadAfter(Duration.ofMinutes(10))
                .listener(events::add);
    }

    @Test
    void jobsOfAClaimWhoseAnswerIsLostAreGivenOutAgain() throws Exception {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var ran = new CopyOnWriteArrayList<Long>();
        try (var worker = worker().handle("slow", (args, job) -> {
                    started.countDown();
                    finish.await();
                    return JobResult.done("undisturbed");
                })
                .handle("work", (args, job) -> {
                    ran.add(job.id());
                    return JobResult.done();
                })
                .start()) {
            var firstId = worker.id();
            long slow = jobs.insert("slow");
            started.await();
            proxy.loseAnswerTo("awa.claim_jobs");
            long lost =
                    jobs.insert("work", "{}", "opts => '{\"backoff\": {\"kind\": \"fixed\", \"base\": \"10 ms\"}}'");
            Jobs.eventually("the answer to be lost").until(proxy::hasLost);
            // the worker claims on under another id, and gives the first one up when its last job has ended
            long next = jobs.insert("work");
            jobs.awaitState(next, "completed");
            assertThat(worker.id()).isNotEqualTo(firstId);
            finish.countDown();
            jobs.awaitState(slow, "completed");
            jobs.awaitState(lost, "completed");
            assertThat(jobs.get(slow, "attempt || (result #>> '{}')")).isEqualTo("1undisturbed");
            assertThat(ran).containsOnlyOnce(lost);
            assertThat(Integer.parseInt(String.valueOf(jobs.get(lost, "attempt"))))
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void completionWhoseAnswerIsLostIsNotRepeated() {
        var ran = new CopyOnWriteArrayList<Long>();
        try (var worker = worker().handle("work", (args, job) -> {
                    ran.add(job.id());
                    proxy.loseAnswerTo("awa.complete_jobs");
                    return JobResult.done("once");
                })
                .start()) {
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            Jobs.eventually("the event").until(() -> events.size() == 2);
            assertThat(proxy.hasLost()).isTrue();
            assertThat(events.get(1)).isInstanceOf(JobEvent.Completed.class);
            assertThat(jobs.get(id, "state || (result #>> '{}')")).isEqualTo("completedonce");
            assertThat(ran).containsExactly(id);
        }
    }

    @Test
    void failureWhoseAnswerIsLostIsCountedOnce() {
        try (var worker = worker().handle("work", (args, job) -> {
                    proxy.loseAnswerTo("awa.fail_jobs");
                    return JobResult.retryAfter(Duration.ofHours(1), "later");
                })
                .start()) {
            long id = jobs.insert("work");
            Jobs.eventually("the event").until(() -> events.size() == 2);
            assertThat(proxy.hasLost()).isTrue();
            assertThat(events.get(1)).isInstanceOf(JobEvent.Retried.class);
            assertThat(jobs.get(id, "state || attempt || jsonb_array_length(failures)"))
                    .isEqualTo("retryable11");
        }
    }

    @Test
    void checkpointWhoseAnswerIsLostIsStored() {
        try (var worker = worker().handle("work", (args, job) -> {
                    proxy.loseAnswerTo("awa.set_progress");
                    job.checkpoint(Map.of("line", 3));
                    return JobResult.fail(String.valueOf(jobs.get(job.id(), "progress -> 'checkpoint' -> 'line'")));
                })
                .start()) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "failed");
            assertThat(proxy.hasLost()).isTrue();
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'")).isEqualTo("3");
        }
    }

    @Test
    void connectionsThatGoSilentAreReplaced() {
        try (var worker =
                worker().handle("work", (args, job) -> JobResult.done()).start()) {
            jobs.awaitState(jobs.insert("work"), "completed");
            proxy.freeze();
            long id = jobs.insert("work");
            Jobs.eventually("the silence to be noticed")
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(jobs.get(id, "state")).isEqualTo("completed"));
        }
    }
}
