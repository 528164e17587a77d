package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkerLoadTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @Test
    void jobsAreCountedWhereTheyAre() throws Exception {
        var jobs = new Jobs(database.get());
        var finish = new CountDownLatch(1);
        var started = new CountDownLatch(2);
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default", q -> q.concurrency(2))
                .handle("work", (args, job) -> {
                    started.countDown();
                    finish.await();
                    return JobResult.done();
                })
                .start()) {
            assertThat(worker.load().isIdle()).isTrue();
            jobs.insertMany("work", 3);
            started.await();
            assertThat(worker.load().running()).isEqualTo(2);
            assertThat(worker.load().isIdle()).isFalse();
            finish.countDown();
            jobs.awaitCount("completed", 3);
            Jobs.eventually("the worker to hold nothing")
                    .until(() -> worker.load().isIdle());
        }
    }
}
