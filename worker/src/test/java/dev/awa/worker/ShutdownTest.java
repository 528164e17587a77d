package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class ShutdownTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);
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

    private JobResult untilFinished(String args, JobContext job) throws InterruptedException {
        started.countDown();
        finish.await();
        return JobResult.done();
    }

    private CompletableFuture<Void> closing(AwaWorker worker) {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(worker::close);
        Jobs.eventually("the close to begin").until(() -> !worker.isRunning());
        return closing;
    }

    @Test
    void closeLetsRunningHandlersFinishAndSettlesThem() throws Exception {
        var worker = worker().handle("work", this::untilFinished).start();
        long id = jobs.insert("work");
        started.await();
        var closing = closing(worker);
        long later = jobs.insert("work");
        assertThat(closing).isNotDone();
        finish.countDown();
        closing.join();
        assertThat(jobs.get(id, "state")).isEqualTo("completed");
        assertThat(jobs.get(later, "state")).isEqualTo("available");
    }

    @Test
    void closeHandsBackWhatHasNotStarted() throws Exception {
        var ran = new AtomicInteger();
        var worker = worker().handle(
                        "work",
                        (args, job) -> ran.incrementAndGet() < 300 ? JobResult.done() : untilFinished(args, job))
                .start();
        jobs.insertMany("work", 1000);
        started.await();
        Jobs.eventually("jobs claimed ahead").until(() -> jobs.count("running") > 1);
        var closing = closing(worker);
        Jobs.eventually("the rest to be handed back").until(() -> jobs.count("running") == 1);
        assertThat(closing).isNotDone();
        finish.countDown();
        closing.join();
        assertThat(jobs.count("completed")).isEqualTo(300);
        assertThat(jobs.count("available")).isEqualTo(700);
        assertThat(database.get().value("select max(attempt) from awa.jobs where state = 'available'"))
                .isEqualTo("0");
    }

    @Test
    void handlerInterruptedAfterTheGraceTimeHandsItsJobBack() throws Exception {
        var reason = new AtomicReference<CancelReason>();
        var worker = worker().shutdownGrace(Duration.ofMillis(50))
                .handle("work", (args, job) -> {
                    try {
                        return untilFinished(args, job);
                    } finally {
                        reason.set(job.cancelReason());
                    }
                })
                .start();
        long id = jobs.insert("work", "{}", "max_attempts => 1");
        started.await();
        worker.close();
        assertThat(reason.get()).isEqualTo(CancelReason.SHUTDOWN);
        assertThat(jobs.get(id, "state || attempt")).isEqualTo("available0");
        assertThat(events.get(1)).isInstanceOf(JobEvent.Released.class);
    }

    @Test
    void handlerThatFinishesInSpiteOfTheInterruptIsSettledAsItSays() throws Exception {
        var worker = worker().shutdownGrace(Duration.ZERO)
                .handle("work", (args, job) -> {
                    try {
                        return untilFinished(args, job);
                    } catch (InterruptedException e) {
                        return JobResult.done("just in time");
                    }
                })
                .start();
        long id = jobs.insert("work");
        started.await();
        worker.close();
        assertThat(jobs.get(id, "result")).isEqualTo("\"just in time\"");
    }

    @Test
    void handlerMayStoreACheckpointWhenItIsToldToEnd() throws Exception {
        var worker = worker().shutdownGrace(Duration.ZERO)
                .handle("work", (args, job) -> {
                    started.countDown();
                    while (!job.cancelled()) {
                        Thread.onSpinWait();
                    }
                    job.checkpoint(Map.of("line", 7));
                    job.throwIfCancelled();
                    return JobResult.done();
                })
                .start();
        long id = jobs.insert("work");
        started.await();
        worker.close();
        assertThat(jobs.get(id, "state || (progress -> 'checkpoint')")).isEqualTo("available{\"line\": 7}");
    }

    @Test
    void handlerThatIgnoresTheInterruptLosesItsAttempt() throws Exception {
        var worker = worker().shutdownGrace(Duration.ZERO)
                .handle("work", (args, job) -> {
                    started.countDown();
                    while (finish.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return JobResult.done("far too late");
                })
                .start();
        long id = jobs.insert("work", "{}", "max_attempts => 1");
        started.await();
        worker.close();
        finish.countDown();
        assertThat(jobs.get(id, "state")).isEqualTo("failed");
    }

    @Test
    void heartbeatsGoOnWhileTheWorkerDrains() throws Exception {
        var worker = worker().heartbeatEvery(Duration.ofMillis(200))
                .deadAfter(Duration.ofSeconds(1))
                .handle("work", this::untilFinished)
                .start();
        long id = jobs.insert("work", "{}", "max_attempts => 1");
        started.await();
        var closing = closing(worker);
        Awaitility.await("others not to take the worker for dead")
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(30))
                .until(() -> "0".equals(database.get().value("select workers_lost from awa.tick()")));
        finish.countDown();
        closing.join();
        assertThat(jobs.get(id, "state")).isEqualTo("completed");
    }

    @Test
    void closedWorkerIsDeregisteredAndLeavesNoConnection() {
        var dataSource = new NamedDataSource(database.get(), "closing");
        var worker = AwaWorker.builder(dataSource)
                .queue("default")
                .handle("work", (args, job) -> JobResult.done())
                .start();
        var id = worker.id();
        jobs.awaitState(jobs.insert("work"), "completed");
        worker.close();
        Jobs.eventually("the server to notice").until(() -> dataSource.connections() == 0);
        assertThatThrownBy(() -> database.get().value("select outcome from awa.heartbeat(?)", id))
                .hasMessageContaining("is not registered");
    }

    @Test
    void secondCloseWaitsForTheFirst() throws Exception {
        var worker = worker().handle("work", this::untilFinished).start();
        jobs.insert("work");
        started.await();
        var first = closing(worker);
        var second = CompletableFuture.runAsync(worker::close);
        assertThat(second).isNotDone();
        finish.countDown();
        CompletableFuture.allOf(first, second).join();
        worker.close();
        assertThat(jobs.count("completed")).isEqualTo(1);
    }
}
