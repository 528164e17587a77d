package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class HandlerExecutorTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final List<String> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService pool =
            Executors.newFixedThreadPool(2, task -> new Thread(task, "mine-" + number.incrementAndGet()));
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    @AfterEach
    void shutDown() {
        pool.shutdownNow();
    }

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(database.get().dataSource()).queue("default");
    }

    private JobResult noteThread(String args, JobContext job) {
        threads.add(Thread.currentThread().getName());
        return JobResult.done();
    }

    @Test
    void handlersRunOnTheGivenExecutorWhichOutlivesTheWorker() throws Exception {
        try (var worker =
                worker().executor(pool).handle("work", this::noteThread).start()) {
            jobs.insertMany("work", 20);
            jobs.awaitCount("completed", 20);
        }
        assertThat(threads).hasSize(20).allMatch(name -> name.startsWith("mine-"));
        assertThat(pool.isShutdown()).isFalse();
        assertThat(pool.submit(() -> "alive").get()).isEqualTo("alive");
    }

    @Test
    void threadsOfTheWorkersOwnEndWithIt() {
        Set<Thread> running = ConcurrentHashMap.newKeySet();
        try (var worker = worker().handle("work", (args, job) -> {
                    running.add(Thread.currentThread());
                    return JobResult.done();
                })
                .start()) {
            jobs.insertMany("work", 20);
            jobs.awaitCount("completed", 20);
        }
        assertThat(running).isNotEmpty();
        Jobs.eventually("the threads to end").until(() -> running.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void executorWithFewerThreadsThanTheConcurrencyRunsAll() {
        var most = new AtomicInteger();
        var now = new AtomicInteger();
        try (var worker = worker().executor(pool)
                .handle("work", (args, job) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.yield();
                    now.decrementAndGet();
                    return JobResult.done();
                })
                .start()) {
            jobs.insertMany("work", 200);
            jobs.awaitCount("completed", 200);
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void jobsWhoseTaskIsRejectedGoBackUncountedAndTheWorkerLivesOn() throws Exception {
        var busy = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
        try (var worker = worker().executor(one)
                .listener(event -> {
                    if (event instanceof JobEvent.Released) {
                        released.countDown();
                    }
                })
                .handle("block", (args, job) -> {
                    busy.countDown();
                    finish.await();
                    return JobResult.done();
                })
                .handle("work", this::noteThread)
                .start()) {
            long blocking = jobs.insert("block");
            busy.await();
            long rejected = jobs.insert("work");
            assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
            finish.countDown();
            jobs.awaitState(blocking, "completed");
            jobs.awaitState(rejected, "completed");
            assertThat(jobs.get(rejected, "attempt")).isEqualTo("1");
        } finally {
            finish.countDown();
            one.shutdownNow();
        }
    }

    @Test
    void onCancelRunsThoughTheExecutorHasNoThreadLeft() throws Exception {
        var started = new CountDownLatch(2);
        var told = new CountDownLatch(2);
        try (var worker = worker().executor(pool)
                .handle("work", (args, job) -> {
                    job.onCancel(reason -> told.countDown());
                    started.countDown();
                    while (told.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return JobResult.done();
                })
                .start()) {
            long first = jobs.insert("work");
            long second = jobs.insert("work");
            started.await();
            database.get().run("select awa.cancel_job(" + first + "), awa.cancel_job(" + second + ")");
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void executorThatWasShutDownTooEarlyKeepsNoJobAndTheWorkerCloses() throws Exception {
        var refused = new AtomicReference<RejectedExecutionException>();
        try (var worker = worker().executor(task -> {
                    try {
                        pool.execute(task);
                    } catch (RejectedExecutionException e) {
                        refused.set(e);
                        throw e;
                    }
                })
                .handle("work", this::noteThread)
                .start()) {
            pool.shutdown();
            jobs.insert("work");
            Jobs.eventually("the rejection").until(() -> refused.get() != null);
        }
        assertThat(jobs.count("available")).isEqualTo(1);
    }
}
