package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobContext;
import dev.awa.worker.JobEvent;
import dev.awa.worker.JobResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The real Java worker, and what it saw of its jobs. */
final class JavaWorker implements AutoCloseable {

    /** An attempt of a job. */
    private record Attempt(long job, int number) {}

    private final Map<Attempt, AtomicInteger> starts = new ConcurrentHashMap<>();
    private final Map<Attempt, String> ends = new ConcurrentHashMap<>();
    private final Set<Long> snoozed = ConcurrentHashMap.newKeySet();
    private final Queue<JobEvent> events = new ConcurrentLinkedQueue<>();
    private final AwaWorker worker;

    /** One on a queue of its own. */
    JavaWorker(DataSource dataSource) {
        this(dataSource, List.of());
    }

    private JavaWorker(DataSource dataSource, List<String> moreQueues) {
        AwaWorker.Builder builder = AwaWorker.builder(dataSource)
                .name("java")
                .queue(JavaWork.QUEUE, queue -> queue.concurrency(8).prefetch(100))
                .heartbeatEvery(Duration.ofMillis(500))
                .deadAfter(Duration.ofSeconds(2))
                .handle(JavaWork.KIND, this::handle)
                .handle("k", (args, job) -> JobResult.done())
                .listener(this::note);
        moreQueues.forEach(builder::queue);
        worker = builder.start();
    }

    /** One that also does what is meant for workers of plain SQL. */
    static JavaWorker onAllQueues(DataSource dataSource, List<String> moreQueues) {
        return new JavaWorker(dataSource, moreQueues);
    }

    private JobResult handle(JavaWork work, JobContext job) throws InterruptedException {
        starts.computeIfAbsent(new Attempt(job.id(), job.attempt()), attempt -> new AtomicInteger())
                .incrementAndGet();
        Thread.sleep(work.token() % 7);
        return switch ((int) (work.token() % 10)) {
            case 0 -> throwOnFirst(job);
            case 1 -> snoozed.add(job.id()) ? JobResult.snooze(Duration.ofMillis(30)) : JobResult.done();
            case 2 -> JobResult.cancel("by test");
            case 3 -> JobResult.fail("by test");
            default -> JobResult.done(work.token());
        };
    }

    private static JobResult throwOnFirst(JobContext job) {
        if (job.attempt() == 1) {
            throw new IllegalStateException("by test");
        }
        return JobResult.done();
    }

    private void note(JobEvent event) {
        events.add(event);
        var attempt = new Attempt(event.job().id(), event.job().attempt());
        if (event instanceof JobEvent.Completed) {
            ends.put(attempt, "completed");
        } else if (event instanceof JobEvent.Failed) {
            ends.put(attempt, "failed");
        } else if (event instanceof JobEvent.Cancelled cancelled && "by test".equals(cancelled.reason())) {
            ends.put(attempt, "cancelled");
        }
    }

    /** What it saw of a job, for people. */
    String story(long job) {
        return events.stream()
                .filter(event -> event.job().id() == job)
                .map(event -> "  told " + event + "\n")
                .collect(Collectors.joining());
    }

    int startedJobs() {
        return (int) starts.keySet().stream().map(Attempt::job).distinct().count();
    }

    @Override
    public void close() {
        worker.close();
    }

    /**
     * Compares what it saw with what the engine says, once every job has ended and the worker is closed.
     *
     * @param crashes how often the server went down
     */
    void check(Session session, int crashes) throws SQLException {
        assertThat(worker.isRunning()).isFalse();
        for (var row : session.rows("""
                select j.id, j.attempt, j.state, exists (select from cancelled c where c.job_id = j.id)
                from awa.jobs j where j.queue = ?""", JavaWork.QUEUE)) {
            long job = Long.parseLong(String.valueOf(row.get(0)));
            int attempt = Integer.parseInt(String.valueOf(row.get(1)));
            String state = String.valueOf(row.get(2));
            var last = new Attempt(job, attempt);
            if (state.equals("completed")) {
                assertThat(starts).as("a completed attempt was started").containsKey(last);
            }
            for (int number = 1; number <= attempt; number++) {
                String told = ends.get(new Attempt(job, number));
                if (told != null) {
                    assertThat(List.of(state, attempt))
                            .as("job %s, of which the worker was told that attempt %s is %s", job, number, told)
                            .isEqualTo(List.of(told, number));
                }
            }
        }
        assertThat(ends).as("ends that the worker was told").isNotEmpty();
        assertThat(starts.entrySet())
                .as(
                        "starts of an attempt: one, one more after a snooze, and one more for each claim that a crash undid")
                .allSatisfy(entry -> assertThat(entry.getValue().get())
                        .as(entry.getKey().toString())
                        .isLessThanOrEqualTo(
                                1 + crashes + (snoozed.contains(entry.getKey().job()) ? 1 : 0)));
    }
}
