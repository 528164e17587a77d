package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.client.AwaException;
import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class JobContextTest {

    record Position(String file, long line) {}

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private AwaWorker working(JobHandler<String> handler) {
        return AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", handler)
                .start();
    }

    private static String quickRetry() {
        return "opts => '{\"backoff\": {\"kind\": \"fixed\", \"base\": \"10 ms\"}}'";
    }

    @Test
    void contextTellsTheJobsOwnFacts() {
        var seen = new AtomicReference<List<Object>>();
        try (var worker = working((args, job) -> {
            seen.set(List.of(
                    job.id(),
                    job.kind(),
                    job.queue(),
                    job.attempt(),
                    job.maxAttempts(),
                    job.priority(),
                    job.metadata(),
                    job.tags(),
                    job.checkpoint(Position.class),
                    job.cancelled(),
                    Optional.ofNullable(job.deadline())));
            return JobResult.done();
        })) {
            long id = jobs.insert(
                    "work",
                    "{}",
                    "max_attempts => 7",
                    "priority => 3",
                    "tags => '{plain,\"with, comma\"}'",
                    "metadata => '{\"tenant\": \"t1\", \"n\": 2}'");
            jobs.awaitState(id, "completed");
            assertThat(seen.get())
                    .containsExactly(
                            id,
                            "work",
                            "default",
                            1,
                            7,
                            3,
                            Map.of("tenant", "t1", "n", 2),
                            List.of("plain", "with, comma"),
                            Optional.empty(),
                            false,
                            Optional.empty());
        }
    }

    @Test
    void deadlineIsTheTimeoutAfterTheClaim() {
        var seen = new AtomicReference<Instant>();
        try (var worker = working((args, job) -> {
            seen.set(job.deadline());
            return JobResult.done();
        })) {
            long id = jobs.insert("work", "{}", "opts => '{\"timeout\": \"1 h\"}'");
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "attempted_at + interval '1 h' = '" + seen.get() + "'::timestamptz"))
                    .isEqualTo("t");
        }
    }

    @Test
    void progressIsSeenWhileTheJobRuns() {
        var finish = new CountDownLatch(1);
        try (var worker = working((args, job) -> {
            job.progress(30, "a third");
            finish.await();
            return JobResult.done();
        })) {
            long id = jobs.insert("work");
            Jobs.eventually("progress")
                    .untilAsserted(() -> assertThat(jobs.get(id, "progress"))
                            .isEqualTo("{\"message\": \"a third\", \"percent\": 30}"));
            finish.countDown();
        }
    }

    @Test
    void progressReportsThatFollowQuicklyAreMergedAndTheLastIsWritten() {
        var finish = new CountDownLatch(1);
        try (var worker = working((args, job) -> {
            for (int percent = 0; percent <= 90; percent++) {
                job.progress(percent, percent == 0 ? "going" : null);
            }
            finish.await();
            throw new IllegalStateException("stop here");
        })) {
            long id = jobs.insert("work");
            Jobs.eventually("the last report, without another call of the handler's")
                    .untilAsserted(() ->
                            assertThat(jobs.get(id, "progress ->> 'percent'")).isEqualTo("90"));
            assertThat(jobs.get(id, "progress ->> 'message'")).isEqualTo("going");
            finish.countDown();
        }
    }

    @Test
    void lastProgressIsWrittenBeforeTheEnd() {
        try (var worker = working((args, job) -> {
            job.progress(10, "started");
            job.progress(99, "nearly");
            return JobResult.fail("stop here");
        })) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "progress")).isEqualTo("{\"message\": \"nearly\", \"percent\": 99}");
        }
    }

    @Test
    void progressOutOfRangeIsRefused() {
        var thrown = new AtomicReference<Exception>();
        try (var worker = working((args, job) -> {
            try {
                job.progress(101, null);
            } catch (IllegalArgumentException e) {
                thrown.set(e);
            }
            return JobResult.done();
        })) {
            jobs.awaitState(jobs.insert("work"), "completed");
            assertThat(thrown.get()).hasMessageContaining("101");
        }
    }

    @Test
    void checkpointIsThereForTheNextAttempt() {
        var resumed = new CopyOnWriteArrayList<Optional<Position>>();
        try (var worker = working((args, job) -> {
            resumed.add(job.checkpoint(Position.class));
            if (job.attempt() == 1) {
                job.checkpoint(new Position("a.csv", 9_007_199_254_740_993L));
                resumed.add(job.checkpoint(Position.class));
                throw new IllegalStateException("half way");
            }
            return JobResult.done();
        })) {
            jobs.awaitState(jobs.insert("work", "{}", quickRetry()), "completed");
        }
        var position = new Position("a.csv", 9_007_199_254_740_993L);
        assertThat(resumed).containsExactly(Optional.empty(), Optional.of(position), Optional.of(position));
    }

    @Test
    void checkpointIsCommittedWhenTheCallReturns() {
        var stored = new AtomicReference<String>();
        try (var worker = working((args, job) -> {
            job.checkpoint(Map.of("line", 5));
            stored.set(jobs.get(job.id(), "progress -> 'checkpoint'"));
            return JobResult.done();
        })) {
            jobs.awaitState(jobs.insert("work"), "completed");
        }
        assertThat(stored.get()).isEqualTo("{\"line\": 5}");
    }

    @Test
    void checkpointThatIsTooLargeIsTheHandlersError() {
        var thrown = new AtomicReference<Exception>();
        try (var worker = working((args, job) -> {
            try {
                job.checkpoint(IntStream.range(0, 100_000).boxed().toList());
            } catch (AwaException e) {
                thrown.set(e);
            }
            return JobResult.done();
        })) {
            jobs.awaitState(jobs.insert("work"), "completed");
        }
        assertThat(thrown.get()).isInstanceOf(AwaException.TooLarge.class);
    }

    @Test
    void checkpointInCommitsAndRollsBackWithTheCallersRows() {
        database.get().run("create table loaded (line int)");
        var resumed = new CopyOnWriteArrayList<Optional<Position>>();
        try (var worker = working((args, job) -> {
            resumed.add(job.checkpoint(Position.class));
            if (job.attempt() == 3) {
                return JobResult.done();
            }
            try (var connection = database.get().connect()) {
                connection.setAutoCommit(false);
                try (var insert = connection.prepareStatement("insert into loaded values (?)")) {
                    insert.setInt(1, job.attempt());
                    insert.executeUpdate();
                }
                job.checkpointIn(connection, 10 * job.attempt(), "loading", new Position("a.csv", job.attempt()));
                if (job.attempt() == 1) {
                    connection.commit();
                }
            }
            throw new IllegalStateException("attempt " + job.attempt() + " breaks off");
        })) {
            jobs.awaitState(jobs.insert("work", "{}", quickRetry()), "completed");
        }
        var committed = Optional.of(new Position("a.csv", 1));
        assertThat(resumed).containsExactly(Optional.empty(), committed, committed);
        assertThat(database.get().value("select string_agg(line::text, ',') from loaded"))
                .isEqualTo("1");
    }

    @Test
    void completeInCommitsTogetherWithTheCallersRows() {
        database.get().run("create table paid (job_id bigint primary key)");
        try (var worker = working((args, job) -> {
            try (var connection = database.get().connect()) {
                connection.setAutoCommit(false);
                try (var insert = connection.prepareStatement("insert into paid values (?)")) {
                    insert.setLong(1, job.id());
                    insert.executeUpdate();
                }
                job.completeIn(connection, Map.of("paid", true));
                assertThat(jobs.get(job.id(), "state")).isEqualTo("running");
                connection.commit();
                assertThat(jobs.get(job.id(), "state")).isEqualTo("completed");
            }
            return JobResult.done();
        })) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "result")).isEqualTo("{\"paid\": true}");
            assertThat(database.get().value("select count(*) from paid where job_id = " + id))
                    .isEqualTo("1");
        }
    }

    @Test
    void completeInThatIsRolledBackIsRetriedWhateverTheHandlerReturns() {
        database.get().run("create table paid (job_id bigint primary key)");
        var attempts = new AtomicInteger();
        try (var worker = working((args, job) -> {
            try (var connection = database.get().connect()) {
                connection.setAutoCommit(false);
                try (var insert = connection.prepareStatement("insert into paid values (?)")) {
                    insert.setLong(1, job.id());
                    insert.executeUpdate();
                }
                job.completeIn(connection);
                if (attempts.incrementAndGet() == 1) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            }
            return JobResult.done();
        })) {
            long id = jobs.insert("work", "{}", quickRetry());
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .contains("completeIn")
                    .contains("not committed");
            assertThat(attempts.get()).isEqualTo(2);
            assertThat(database.get().value("select count(*) from paid")).isEqualTo("1");
        }
    }

    @Test
    void exceptionAfterACommittedCompleteInChangesNothing() {
        var events = new CopyOnWriteArrayList<JobEvent>();
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", (args, job) -> {
                    try (var connection = database.get().connect()) {
                        job.completeIn(connection);
                    }
                    throw new IllegalStateException("too late");
                })
                .listener(events::add)
                .start()) {
            long id = jobs.insert("work");
            Jobs.eventually("the end of the job").until(() -> events.size() == 2);
            assertThat(events.get(1)).isInstanceOf(JobEvent.Completed.class);
            assertThat(jobs.get(id, "state")).isEqualTo("completed");
        }
    }

    @Test
    void openCompleteInDoesNotHoldUpOtherJobsOfItsClaim() {
        var finish = new CountDownLatch(1);
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default", q -> q.concurrency(20))
                .queue("other")
                .handle("slow", (args, job) -> {
                    try (var connection = database.get().connect()) {
                        connection.setAutoCommit(false);
                        job.completeIn(connection);
                        finish.await();
                        connection.commit();
                    }
                    return JobResult.done();
                })
                .handle("work", (args, job) -> JobResult.done())
                .start()) {
            database.get()
                    .run(
                            "select awa.insert_jobs('[{\"kind\": \"slow\"}, {\"kind\": \"work\"}, {\"kind\": \"work\"}]')");
            Jobs.eventually("the transaction to be open")
                    .until(() -> "1"
                            .equals(database.get()
                                    .value("select count(*) from pg_stat_activity where state = 'idle in transaction'"
                                            + " and datname = current_database()")));
            jobs.awaitState(jobs.insert("work", "{}", "queue => 'other'"), "completed");
            finish.countDown();
            jobs.awaitCount("completed", 4);
        }
    }

    @Test
    void completeInOfALostAttemptIsRefused() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        var started = new CountDownLatch(1);
        try (var worker = working((args, job) -> {
            started.countDown();
            while (!job.cancelled()) {
                Thread.onSpinWait();
            }
            // or it would break the connection
            assertThat(Thread.interrupted()).isTrue();
            try (var connection = database.get().connect()) {
                assertThatThrownBy(() -> job.completeIn(connection)).satisfies(thrown::set);
            }
            return JobResult.done();
        })) {
            long id = jobs.insert("work");
            started.await();
            database.get().run("select awa.cancel_job(" + id + ")");
            Jobs.eventually("the refusal").until(() -> thrown.get() != null);
            assertThat(thrown.get()).isInstanceOf(JobCancelledException.class);
            assertThat(jobs.get(id, "state")).isEqualTo("cancelled");
        }
    }

    @Test
    void completeInOfAnAttemptThatHasEndedIsRefusedByTheDatabase() {
        var thrown = new AtomicReference<Throwable>();
        try (var worker = working((args, job) -> {
            try (var connection = database.get().connect()) {
                job.completeIn(connection);
                assertThatThrownBy(() -> job.completeIn(connection)).satisfies(thrown::set);
            }
            return JobResult.done();
        })) {
            jobs.awaitState(jobs.insert("work"), "completed");
            Jobs.eventually("the refusal").until(() -> thrown.get() != null);
            assertThat(thrown.get()).isInstanceOf(AwaException.LeaseLost.class);
        }
    }

    @Test
    void elapsedTimeGrows() {
        var elapsed = new AtomicReference<Duration>();
        try (var worker = working((args, job) -> {
            var before = job.elapsed();
            elapsed.set(job.elapsed().minus(before));
            return JobResult.done();
        })) {
            jobs.awaitState(jobs.insert("work"), "completed");
        }
        assertThat(elapsed.get()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
