package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues that share the places of a worker; each handler waits until the test lets one of its queue end. */
class SeveralQueuesTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final BlockingQueue<String> started = new LinkedBlockingQueue<>();
    private final Map<String, Semaphore> ends = new ConcurrentHashMap<>();

    private AwaWorker.Builder worker(int concurrency) {
        return AwaWorker.builder(database.get().dataSource())
                .concurrency(concurrency)
                .shutdownGrace(Duration.ofSeconds(2))
                .handle("work", (args, job) -> {
                    started.add(job.queue());
                    ends(job.queue()).acquire();
                    return JobResult.done();
                });
    }

    private Semaphore ends(String queue) {
        return ends.computeIfAbsent(queue, name -> new Semaphore(0));
    }

    private void insert(String queue, int count) {
        database.get().value("""
                select count(*) from awa.insert_jobs((
                  select jsonb_agg(jsonb_build_object('kind', 'work', 'queue', ?))
                    from generate_series(1, ?) n))""", queue, count);
    }

    private @Nullable String start() throws InterruptedException {
        return started.poll(30, TimeUnit.SECONDS);
    }

    private List<@Nullable String> starts(int count) throws InterruptedException {
        var queues = new ArrayList<@Nullable String>();
        for (int i = 0; i < count; i++) {
            queues.add(start());
        }
        return queues;
    }

    private void endAll() {
        ends.values().forEach(each -> each.release(100_000));
    }

    @Test
    void freePlacesAreSharedByWeightBehindTheMinimums() throws Exception {
        insert("a", 50);
        insert("b", 50);
        try (var worker = worker(10)
                .queue("a", q -> q.atLeast(2).weight(3))
                .queue("b", q -> q.weight(1))
                .start()) {
            var first = starts(10);
            assertThat(Collections.frequency(first, "a")).isEqualTo(2 + 6);
            assertThat(Collections.frequency(first, "b")).isEqualTo(2);
            assertThat(worker.load()).isEqualTo(new WorkerLoad(0, 10, 0));
            // and whoever has work in the end has all of them
            ends("a").release(1000);
            var rest = starts(42 + 8);
            assertThat(Collections.frequency(rest, "a")).isEqualTo(42);
            assertThat(Collections.frequency(rest, "b")).isEqualTo(8);
            assertThat(worker.load().running()).isEqualTo(10);
            endAll();
            new Jobs(database.get()).awaitCount("completed", 100);
        } finally {
            endAll();
        }
    }

    @Test
    void jobsOfOneQueueAreNeverMoreThanItsConcurrency() throws Exception {
        insert("a", 20);
        insert("b", 20);
        try (var worker = worker(8)
                .queue("a", q -> q.concurrency(2).weight(100))
                .queue("b")
                .start()) {
            assertThat(Collections.frequency(starts(8), "a")).isEqualTo(2);
            ends("b").release(3);
            assertThat(starts(3)).containsOnly("b");
            ends("a").release(1);
            assertThat(start()).isEqualTo("a");
            endAll();
            new Jobs(database.get()).awaitCount("completed", 40);
            assertThat(worker.isRunning()).isTrue();
        } finally {
            endAll();
        }
    }

    @Test
    void saturatedQueueLendsPlacesAndGivesThemBackToAnUrgentOne() throws Exception {
        insert("bulk", 300);
        try (var worker = worker(4)
                .queue("bulk", q -> q.weight(1000))
                .queue("urgent", q -> q.atLeast(2))
                .start()) {
            assertThat(starts(4)).containsOnly("bulk");
            insert("urgent", 10);
            // as soon as the worker has heard of it, the next place that comes free is for the urgent queue
            String next = "bulk";
            for (int ended = 0; "bulk".equals(next) && ended < 200; ended++) {
                ends("bulk").release();
                next = start();
            }
            assertThat(next).isEqualTo("urgent");
            ends("bulk").release();
            assertThat(start()).isEqualTo("urgent");
            for (int i = 0; i < 8; i++) {
                ends("urgent").release();
                assertThat(start())
                        .as("a place of the minimum stays with its queue")
                        .isEqualTo("urgent");
            }
            // nothing urgent is left
            ends("urgent").release(2);
            assertThat(starts(2)).containsOnly("bulk");
            assertThat(worker.load().running()).isEqualTo(4);
            endAll();
        } finally {
            endAll();
        }
    }

    @Test
    void queueWithoutAFreePlaceClaimsNothing() throws Exception {
        insert("a", 2);
        try (var worker = worker(2).queue("a").queue("b").start()) {
            assertThat(starts(2)).containsOnly("a");
            insert("b", 5);
            ends("a").release();
            assertThat(start()).isEqualTo("b");
            assertThat(database.get().value("select count(*) from awa.jobs where state = 'running' and queue = 'b'"))
                    .isEqualTo("1");
            assertThat(worker.load().waiting()).isZero();
            assertThat(worker.load().running()).isEqualTo(2);
            endAll();
            new Jobs(database.get()).awaitCount("completed", 7);
        } finally {
            endAll();
        }
    }
}
