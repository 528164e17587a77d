package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class CancellationTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicReference<CancelReason> interruptedBecause = new AtomicReference<>();
    private final List<JobEvent> events = new CopyOnWriteArrayList<>();
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(database.get().dataSource())
                .queue("default", q -> q.concurrency(1))
                .listener(events::add);
    }

    /** Waits to be interrupted, then claims that all went well. */
    private JobResult waitForInterrupt(String args, JobContext job) {
        started.countDown();
        try {
            TimeUnit.SECONDS.sleep(60);
        } catch (InterruptedException e) {
            interruptedBecause.set(job.cancelReason());
        }
        return JobResult.done("late");
    }

    private void awaitInterrupt(CancelReason reason) {
        Jobs.eventually("the interrupt").until(() -> interruptedBecause.get() != null);
        assertThat(interruptedBecause.get()).isEqualTo(reason);
    }

    private long newestRunning() {
        return Long.parseLong(String.valueOf(database.get()
                .value("select coalesce(max(id), 0) from awa.jobs where state = 'running' and queue = 'default'")));
    }

    private void awaitEvent(Class<? extends JobEvent> type) {
        Jobs.eventually(type.getSimpleName()).until(() -> events.stream().anyMatch(type::isInstance));
    }

    @Test
    void cancellingARunningJobInterruptsItsHandler() throws Exception {
        // no heartbeat would bring the news in time: it comes by notification
        try (var worker = worker().heartbeatEvery(Duration.ofHours(1))
                .deadAfter(Duration.ofHours(3))
                .handle("work", this::waitForInterrupt)
                .start()) {
            long id = jobs.insert("work");
            started.await();
            database.get().run("select awa.cancel_job(" + id + ", 'not needed')");
            awaitInterrupt(CancelReason.CANCELLED);
            awaitEvent(JobEvent.Cancelled.class);
            assertThat(jobs.get(id, "state")).isEqualTo("cancelled");
            assertThat(jobs.get(id, "result")).isNull();
            assertThat(events).noneMatch(event -> event instanceof JobEvent.Completed);
        }
    }

    @Test
    void notificationFromAStrangerStopsNothing() throws Exception {
        var counted = new CountingDataSource(database.get().dataSource());
        var finish = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        try (var worker = AwaWorker.builder(counted.dataSource())
                .queue("default")
                .heartbeatEvery(Duration.ofHours(1))
                .deadAfter(Duration.ofHours(3))
                .handle("work", (args, job) -> {
                    started.countDown();
                    try {
                        finish.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                    return JobResult.done(job.cancelled());
                })
                .start()) {
            long id = jobs.insert("work");
            started.await();
            int heartbeats = counted.count("heartbeat");
            // whoever may connect may send this; claims are counted, and the job's is among the first
            database.get().run("notify awa, 'stop:'");
            database.get().run("notify awa, 'stop:1:99999999999999999999'");
            for (String form :
                    List.of("stop:%s:%s:cancelled", "stop:" + jobs.get(id, "worker_id") + ":%s:%s:x", "stop:%s:%s")) {
                database.get()
                        .value(
                                "select count(pg_notify('awa', format(?, claim, ?::bigint))) from generate_series(1, 20) claim",
                                form,
                                id);
            }
            Jobs.eventually("the worker to ask whether that is so")
                    .until(() -> counted.count("heartbeat") > heartbeats);
            finish.countDown();
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "result")).isEqualTo("false");
            assertThat(interrupted).isFalse();
        }
    }

    @Test
    void threadOfACancelledJobGoesOnWithOthers() throws Exception {
        try (var worker = worker().handle("work", this::waitForInterrupt)
                .handle(
                        "quick",
                        (args, job) -> JobResult.done(Thread.currentThread().isInterrupted()))
                .start()) {
            long id = jobs.insert("work");
            started.await();
            database.get().run("select awa.cancel_job(" + id + ")");
            long next = jobs.insert("quick");
            jobs.awaitState(next, "completed");
            assertThat(jobs.get(next, "result")).isEqualTo("false");
        }
    }

    @Test
    void onCancelRunsWhenTheAttemptIsStoppedAndAtOnceAfterwards() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        try (var worker = worker().handle("work", (args, job) -> {
                    job.onCancel(reason -> told.add("early " + reason));
                    job.onCancel(reason -> {
                        throw new IllegalStateException("must not keep others from being told");
                    });
                    JobResult result = waitForInterrupt(args, job);
                    job.onCancel(reason -> told.add("late " + reason));
                    assertThat(job.cancelled()).isTrue();
                    job.throwIfCancelled();
                    return result;
                })
                .start()) {
            long id = jobs.insert("work");
            started.await();
            database.get().run("select awa.cancel_job(" + id + ")");
            Jobs.eventually("both to be told").until(() -> told.size() == 2);
            assertThat(told).containsExactlyInAnyOrder("early CANCELLED", "late CANCELLED");
        }
    }

    @Test
    void jobCancelledWhileItWaitsInTheWorkerNeverStarts() throws Exception {
        var finish = new CountDownLatch(1);
        var ran = new CopyOnWriteArrayList<Long>();
        try (var worker = worker().queue("other")
                .handle("wait", this::waitForInterrupt)
                .handle("work", (args, job) -> {
                    ran.add(job.id());
                    if (ran.size() > 200) {
                        finish.await();
                    }
                    return JobResult.done();
                })
                .start()) {
            jobs.insertMany("work", 1000);
            long waiting = Jobs.eventually("a job that is claimed ahead")
                    .until(this::newestRunning, newest -> newest > 0 && ran.size() > 200 && !ran.contains(newest));
            long other = jobs.insert("wait", "{}", "queue => 'other'");
            started.await();
            database.get().run("select awa.cancel_job(" + waiting + ")");
            // the news of this one comes after that of the other
            database.get().run("select awa.cancel_job(" + other + ")");
            awaitInterrupt(CancelReason.CANCELLED);
            finish.countDown();
            jobs.awaitCount("completed", 999);
            assertThat(ran).doesNotContain(waiting).doesNotHaveDuplicates();
        }
    }

    @Test
    void attemptPastItsDeadlineIsInterruptedAndRetried() {
        var attempts = new AtomicInteger();
        try (var worker = worker().handle(
                        "work",
                        (args, job) -> attempts.incrementAndGet() == 1
                                ? waitForInterrupt(args, job)
                                : JobResult.done("in time"))
                .start()) {
            long id = jobs.insert(
                    "work",
                    "{}",
                    "opts => '{\"timeout\": \"300 ms\", \"backoff\": {\"kind\": \"fixed\", \"base\": \"10 ms\"}}'");
            awaitInterrupt(CancelReason.DEADLINE);
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "result")).isEqualTo("\"in time\"");
            assertThat(jobs.get(id, "attempt")).isEqualTo("2");
            awaitEvent(JobEvent.LeaseLost.class);
        }
    }

    @Test
    void workerDeclaredDeadInterruptsItsJobsRegistersAgainAndGoesOn() throws Exception {
        try (var worker = worker().heartbeatEvery(Duration.ofMillis(200))
                .deadAfter(Duration.ofSeconds(60))
                .handle("work", this::waitForInterrupt)
                .handle("quick", (args, job) -> JobResult.done())
                .start()) {
            var firstId = worker.id();
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            started.await();
            database.get().value("select lost from awa.deregister_worker(?)", firstId);
            awaitInterrupt(CancelReason.LEASE_LOST);
            jobs.awaitState(id, "failed");
            awaitEvent(JobEvent.LeaseLost.class);
            jobs.awaitState(jobs.insert("quick"), "completed");
            assertThat(worker.id()).isNotNull().isNotEqualTo(firstId);
        }
    }

    @Test
    void resultOfAnAttemptThatWasTakenAwayIsDropped() throws Exception {
        var finish = new CountDownLatch(1);
        try (var worker = worker().heartbeatEvery(Duration.ofHours(1))
                .deadAfter(Duration.ofHours(3))
                .handle("work", (args, job) -> {
                    started.countDown();
                    finish.await();
                    return JobResult.done("late");
                })
                .start()) {
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            started.await();
            database.get().value("select lost from awa.deregister_worker(?)", worker.id());
            finish.countDown();
            awaitEvent(JobEvent.LeaseLost.class);
            assertThat(jobs.get(id, "state")).isEqualTo("failed");
            assertThat(jobs.get(id, "result")).isNull();
        }
    }
}
