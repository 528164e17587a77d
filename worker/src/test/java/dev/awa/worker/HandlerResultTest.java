package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.client.JobKind;
import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class HandlerResultTest {

    record SendEmail(String to, int copies) {
        static final JobKind<SendEmail> KIND = JobKind.of("send_email", SendEmail.class);
    }

    record PrintLetter(String to) {
        static final JobKind<PrintLetter> KIND = JobKind.of("letters.print", PrintLetter.class);
    }

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(database.get().dataSource()).queue("default");
    }

    private AwaWorker answering(JobResult result) {
        return worker().handle("work", (args, job) -> result).start();
    }

    @Test
    void typedArgsReachTheHandlerOfTheirKind() {
        var received = new CopyOnWriteArrayList<Object>();
        try (var worker = worker().handle(SendEmail.KIND, (email, job) -> {
                    received.add(email);
                    return JobResult.done();
                })
                .handle(PrintLetter.KIND, (letter, job) -> {
                    received.add(letter);
                    return JobResult.done();
                })
                .start()) {
            jobs.awaitState(jobs.insert("send_email", "{\"to\": \"a@example.com\", \"copies\": 2}"), "completed");
            jobs.awaitState(jobs.insert("letters.print", "{\"to\": \"Ada\"}"), "completed");
            assertThat(worker.isRunning()).isTrue();
        }
        assertThat(received).containsExactly(new SendEmail("a@example.com", 2), new PrintLetter("Ada"));
    }

    @Test
    void rawHandlerReceivesTheStoredText() {
        var received = new CopyOnWriteArrayList<String>();
        try (var worker = worker().handle("raw", (json, job) -> {
                    received.add(json);
                    return JobResult.done();
                })
                .start()) {
            jobs.awaitState(jobs.insert("raw", "{\"n\": [1, 2.50]}"), "completed");
        }
        assertThat(received).containsExactly("{\"n\": [1, 2.50]}");
    }

    @Test
    void doneStoresItsValue() {
        try (var worker = answering(JobResult.done(Map.of("sent", 3)))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "result")).isEqualTo("{\"sent\": 3}");
        }
    }

    @Test
    void doneWithoutAValueStoresNone() {
        try (var worker = answering(JobResult.done())) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "result")).isNull();
        }
    }

    @Test
    void exceptionIsRetriedWithTheBackoffOfTheJob() {
        var calls = new AtomicInteger();
        try (var worker = worker().handle("work", (args, job) -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("no route", new RuntimeException("cable"));
                    }
                    return JobResult.done();
                })
                .start()) {
            long id = jobs.insert("work", "{}", "opts => '{\"backoff\": {\"kind\": \"fixed\", \"base\": \"50 ms\"}}'");
            jobs.awaitState(id, "completed");
            assertThat(jobs.get(id, "attempt")).isEqualTo("2");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .isEqualTo(
                            "java.lang.IllegalStateException: no route; caused by java.lang.RuntimeException: cable");
        }
    }

    @Test
    void textThatTheDatabaseRefusesIsCleaned() {
        try (var worker = worker().handle("work", (args, job) -> {
                    throw new IllegalStateException("a\0b" + "x".repeat(10_000));
                })
                .start()) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "retryable");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .startsWith("java.lang.IllegalStateException: a bxxx")
                    .endsWith("...");
        }
    }

    @Test
    void exceptionThatCannotDescribeItselfIsRetriedToo() {
        final class Unprintable extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        }
        try (var worker = worker().handle("work", (args, job) -> {
                    throw new Unprintable();
                })
                .start()) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "retryable");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'")).contains("why could not be told");
        }
    }

    @Test
    void classAndStackOfAnExceptionAreKeptWithTheJob() {
        try (var worker = worker().handle("work", (args, job) -> {
                    throw new IllegalStateException("no \"route\"\0", new RuntimeException("cable"));
                })
                .start()) {
            long retried = jobs.insert("work");
            long dead = jobs.insert("work", "{}", "max_attempts => 1");
            jobs.awaitState(retried, "retryable");
            jobs.awaitState(dead, "failed");
            for (long id : List.of(retried, dead)) {
                assertThat(jobs.get(id, "failures -> 0 ->> 'class'")).isEqualTo("java.lang.IllegalStateException");
                assertThat(jobs.get(id, "details #>> '{last_failure,stack}'"))
                        .startsWith(
                                "java.lang.IllegalStateException: no \"route\" \n\tat dev.awa.worker.HandlerResultTest")
                        .contains("\nCaused by: java.lang.RuntimeException: cable\n");
            }
        }
    }

    @Test
    void undecodableArgsTellTheExceptionOfTheCodec() {
        try (var worker = worker().handle(SendEmail.KIND, (email, job) -> JobResult.done())
                .start()) {
            long id = jobs.insert("send_email", "{\"to\": \"a\", \"copies\": \"many\"}");
            jobs.awaitState(id, "retryable");
            assertThat(jobs.get(id, "failures -> 0 ->> 'class'")).isEqualTo("dev.awa.client.JsonCodecException");
        }
    }

    @Test
    void failureWithoutAnExceptionHasNeitherClassNorStack() {
        try (var worker = answering(JobResult.fail("no such customer"))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "failures -> 0 -> 'class'")).isNull();
            assertThat(jobs.get(id, "details")).isEqualTo("{}");
        }
    }

    @Test
    void failuresOfOneCallHaveEachTheirOwnCause() {
        try (var worker = worker().queue("bulk", q -> q.concurrency(1))
                .handle("work", (args, job) -> {
                    if (args.contains("1")) {
                        throw new IllegalStateException(args);
                    }
                    return JobResult.fail(args);
                })
                .start()) {
            database.get().value("""
                    select count(*) from awa.insert_jobs((
                      select jsonb_agg(jsonb_build_object('kind', 'work', 'queue', 'bulk', 'max_attempts', 1, 'args', n::text))
                      from generate_series(1, 20) n))""");
            jobs.awaitCount("failed", 20);
        }
        assertThat(database.get().value("""
                select count(*)
                from awa.jobs j
                cross join awa.get_job(j.id) g
                where j.failures #>> '{0,error}' like '%' || (j.args::text) || '%'
                  and (g.details #>> '{last_failure,stack}' like '%' || (j.args::text) || '%') is not distinct from
                    case when j.args::text like '%1%' then true end""")).isEqualTo("20");
    }

    @Test
    void lastAttemptFailsForGood() {
        try (var worker = worker().handle("work", (args, job) -> {
                    throw new IllegalStateException("never works");
                })
                .start()) {
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            jobs.awaitState(id, "failed");
        }
    }

    @Test
    void retryAfterChoosesTheDelay() {
        try (var worker = answering(JobResult.retryAfter(Duration.ofHours(5), "closed until noon"))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "retryable");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'")).isEqualTo("closed until noon");
            assertThat(jobs.get(id, "round(extract(epoch from run_at - attempted_at) / 3600)"))
                    .isEqualTo("5");
        }
    }

    @Test
    void snoozeDoesNotCountTheAttempt() {
        var attempts = new CopyOnWriteArrayList<Integer>();
        try (var worker = worker().handle("work", (args, job) -> {
                    attempts.add(job.attempt());
                    return attempts.size() < 3 ? JobResult.snooze(Duration.ofMillis(20)) : JobResult.done();
                })
                .start()) {
            long id = jobs.insert("work", "{}", "max_attempts => 1");
            jobs.awaitState(id, "completed");
        }
        assertThat(attempts).containsExactly(1, 1, 1);
    }

    @Test
    void cancelEndsTheJobWithItsReason() {
        try (var worker = answering(JobResult.cancel("customer left"))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "cancelled");
            assertThat(jobs.get(id, "reason")).isEqualTo("customer left");
        }
    }

    @Test
    void failGoesToTheDeadLettersWhateverAttemptsAreLeft() {
        try (var worker = answering(JobResult.fail("no such customer"))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'")).isEqualTo("no such customer");
        }
    }

    @Test
    void undecodableArgsAreTriedAgainSinceADeploymentMayMendThem() {
        try (var worker = worker().handle(SendEmail.KIND, (email, job) -> JobResult.done())
                .start()) {
            long id = jobs.insert("send_email", "{\"to\": \"a\", \"copies\": \"many\"}");
            jobs.awaitState(id, "retryable");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'")).contains("args cannot be decoded");
        }
    }

    @Test
    void undecodableArgsFailForGoodOnRequestWithTheReason() {
        try (var worker = worker().handle(SendEmail.KIND, (email, job) -> JobResult.done())
                .failUndecodableArgs()
                .start()) {
            long id = jobs.insert("send_email", "{\"to\": \"a\", \"copies\": \"many\"}");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .contains("args cannot be decoded")
                    .contains("SendEmail")
                    .contains("many");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullInsteadOfAResultIsRetried() {
        try (var worker = worker().handle("work", (args, job) -> null).start()) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "retryable");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'")).contains("kind \"work\" returned null");
        }
    }

    @Test
    void errorIsRetriedLikeAnException() {
        try (var worker = worker().handle("work", (args, job) -> {
                    throw new StackOverflowError("deep");
                })
                .start()) {
            jobs.awaitState(jobs.insert("work"), "retryable");
        }
    }

    @Test
    void resultThatTheDatabaseRefusesFailsTheJobWithTheReason() {
        try (var worker = answering(JobResult.done("a\0b"))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "failed");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .startsWith("the work was done, but its result is refused");
        }
    }

    @Test
    void refusedResultLeavesTheOthersOfItsBatchAlone() {
        try (var worker = worker().queue("bulk", q -> q.concurrency(1))
                .handle("work", (args, job) -> JobResult.done(args.contains(": 7}") ? "a\0b" : "fine"))
                .start()) {
            jobs.insertMany("work", 20);
            jobs.awaitCount("completed", 19);
            jobs.awaitCount("failed", 1);
        }
    }

    @Test
    void allPrioritiesAndQueuesOfTheWorkerAreServed() {
        var queues = new CopyOnWriteArrayList<String>();
        try (var worker = worker().queue("a:b", q -> q.concurrency(1))
                .queue("c d")
                .handle("work", (args, job) -> {
                    queues.add(job.queue() + "/" + job.priority());
                    return JobResult.done();
                })
                .start()) {
            for (String queue : List.of("default", "a:b", "c d")) {
                jobs.awaitState(jobs.insert("work", "{}", "queue => '" + queue + "'", "priority => 4"), "completed");
            }
        }
        assertThat(queues).containsExactly("default/4", "a:b/4", "c d/4");
    }
}
