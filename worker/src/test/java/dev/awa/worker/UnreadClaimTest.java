package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

@SuppressWarnings("try")
class UnreadClaimTest {

    private static final String SOON = "opts => '{\"backoff\": {\"kind\": \"fixed\", \"base\": \"10 ms\"}}'";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger small = new AtomicInteger();
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    enum Failure implements Supplier<Throwable> {
        NO_MEMORY {
            @Override
            public Throwable get() {
                return new OutOfMemoryError("Java heap space");
            }
        },
        BUG_OF_THE_DRIVER {
            @Override
            public Throwable get() {
                return new IllegalStateException("cannot be read");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void jobsOfAClaimThatCannotBeReadAreGivenOutAgain(Failure failure) {
        var faulty = new FaultyDataSource(database.get().dataSource(), false);
        try (var worker = AwaWorker.builder(faulty.dataSource())
                .queue("default")
                .heartbeatEvery(Duration.ofMillis(200))
                .deadAfter(Duration.ofMinutes(10))
                .handle("work", (args, job) -> JobResult.done())
                .start()) {
            jobs.awaitState(jobs.insert("work"), "completed");
            var firstId = worker.id();
            faulty.failOn("awa.claim_jobs", failure);
            Jobs.eventually("an answer to be lost").until(() -> {
                jobs.insert("work", "{}", SOON);
                return faulty.hasFailed();
            });
            Jobs.eventually("all to be completed").until(() -> jobs.count("completed") == all());
            assertThat(worker.id()).isNotEqualTo(firstId);
        }
    }

    private long all() {
        return Long.parseLong(String.valueOf(database.get().value("select count(*) from awa.jobs")));
    }

    private void insertSmallAndLarge(int smallOnes, int largeOnes, int bytes) {
        jobs.insertMany("small", smallOnes);
        database.get().value("""
                select count(*) from awa.insert_many(
                  'large', array_fill(jsonb_build_object('text', repeat('x', ?)), array[?]))""", bytes, largeOnes);
    }

    @Test
    void jobsClaimedAheadAreBoundedByTheirBytes() {
        insertSmallAndLarge(300, 60, 100_000);
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default", q -> q.concurrency(1))
                .prefetchBytes(1_000_000)
                .handle("small", (args, job) -> {
                    small.incrementAndGet();
                    return JobResult.done();
                })
                .handle("large", (args, job) -> {
                    finish.await();
                    return JobResult.done();
                })
                .start()) {
            Jobs.eventually("the small ones to be through").until(() -> small.get() == 300);
            Jobs.eventually("a large one to run").until(() -> worker.load().running() == 1);
            assertThat(worker.load().waiting()).isBetween(0, 10);
            finish.countDown();
            jobs.awaitCount("completed", 360);
        }
        assertThat(database.get().value("select max(attempt) from awa.jobs")).isEqualTo("1");
    }

    @Test
    void jobLargerThanTheBoundIsClaimedByItself() {
        insertSmallAndLarge(3, 3, 500_000);
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .prefetchBytes(1)
                .handle("small", (args, job) -> JobResult.done())
                .handle("large", (args, job) -> JobResult.done())
                .start()) {
            jobs.awaitCount("completed", 6);
        }
    }

    /** Works until it is killed; the argument is the database's URL. */
    static final class SmallHeap {
        private SmallHeap() {}

        public static void main(String[] args) throws InterruptedException {
            var dataSource = new PGSimpleDataSource();
            dataSource.setUrl(args[0]);
            AwaWorker.builder(dataSource)
                    .queue("default")
                    .handle("small", (json, job) -> JobResult.done())
                    .handle("large", (json, job) -> JobResult.done())
                    .start();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void largeJobsBehindManySmallOnesFillNoHeap() throws Exception {
        insertSmallAndLarge(1000, 150, 1_000_000);
        try (var worker = ChildProcess.start(
                SmallHeap.class, List.of("-Xmx96m"), database.get().jdbcUrl())) {
            Jobs.eventually("all to be completed, see target/SmallHeap.log")
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> jobs.count("completed") == 1150);
            assertThat(worker.lines()).noneMatch(line -> line.contains("OutOfMemoryError"));
        }
        assertThat(database.get().value("select max(attempt) from awa.jobs")).isEqualTo("1");
    }
}
