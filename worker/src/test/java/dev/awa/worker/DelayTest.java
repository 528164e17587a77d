package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try")
class DelayTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private AwaWorker answering(Function<String, JobResult> answer) {
        return AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", (args, job) -> answer.apply(args))
                .start();
    }

    @ParameterizedTest
    @ValueSource(longs = {366L * 86400 + 1, 200L * 366 * 86400, Long.MAX_VALUE})
    void delayThatNoDatabaseTakesIsRefusedByNameWhenTheResultIsMade(long seconds) {
        Duration delay = Duration.ofSeconds(seconds);
        assertThatThrownBy(() -> JobResult.snooze(delay))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(delay.toString());
        assertThatThrownBy(() -> JobResult.retryAfter(delay, "later"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(delay.toString());
    }

    @Test
    void handlerThatAsksForSuchADelayIsRetriedWithThatAsItsError() {
        try (var worker = answering(args -> JobResult.snooze(Duration.ofSeconds(Long.MAX_VALUE)))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "retryable");
            assertThat(jobs.get(id, "failures -> 0 ->> 'error'"))
                    .contains("delay is PT")
                    .contains("366 days");
        }
    }

    @Test
    void longestDelayIsTaken() {
        try (var worker = answering(args -> JobResult.snooze(JobResult.LONGEST_DELAY))) {
            long id = jobs.insert("work");
            jobs.awaitState(id, "scheduled");
        }
    }

    @Test
    void delayAboveTheConfiguredMaximumFailsItsJobAndNoOther() {
        database.get().value("select max_delay from awa.configure('{\"max_delay\": \"1 hour\"}')");
        try (var worker = answering(args -> switch (args) {
            case "1" -> JobResult.snooze(Duration.ofHours(2));
            case "2" -> JobResult.retryAfter(Duration.ofHours(2), "no answer");
            case "3" -> JobResult.snooze(Duration.ofMinutes(30));
            case "4" -> JobResult.retryAfter(Duration.ofMinutes(30), "no answer");
            default -> JobResult.done();
        })) {
            long snoozed = jobs.insert("work", "1");
            long retried = jobs.insert("work", "2");
            jobs.awaitState(jobs.insert("work", "3"), "scheduled");
            jobs.awaitState(jobs.insert("work", "4"), "retryable");
            jobs.awaitState(jobs.insert("work", "5"), "completed");
            jobs.awaitState(snoozed, "failed");
            jobs.awaitState(retried, "failed");
            assertThat(jobs.get(snoozed, "failures -> 0 ->> 'error'"))
                    .startsWith("the job was to be snoozed for PT2H, which is refused")
                    .contains("must be 0 to 01:00:00, not 02:00:00");
            assertThat(jobs.get(retried, "failures -> 0 ->> 'error'"))
                    .startsWith("the job was to be retried after PT2H, which is refused")
                    .contains("no answer");
            assertThat(worker.load().isIdle()).isTrue();
        }
    }

    private AwaWorker.Builder settlingOn(FaultyDataSource faulty) {
        faulty.failOn("awa.cancel_running", () -> new IllegalStateException("no such answer"));
        return AwaWorker.builder(faulty.dataSource())
                .queue("default")
                .handle("cancel", (args, job) -> JobResult.cancel("enough"))
                .handle("retry", (args, job) -> JobResult.retryAfter(Duration.ofHours(1), "later"))
                .handle("good", (args, job) -> JobResult.done());
    }

    @Test
    void exceptionInTheSettlingThreadFailsItsJobAndNoOther() {
        try (var worker = settlingOn(new FaultyDataSource(database.get().dataSource(), true))
                .start()) {
            long cancelled = jobs.insert("cancel");
            for (int i = 0; i < 3; i++) {
                jobs.awaitState(jobs.insert("retry"), "retryable");
                jobs.awaitState(jobs.insert("good"), "completed");
            }
            jobs.awaitState(cancelled, "failed");
            assertThat(jobs.get(cancelled, "failures -> 0 ->> 'error'"))
                    .isEqualTo("the job was to be cancelled, but the reason is refused: no such answer");
            Jobs.eventually("all to be settled").until(() -> worker.load().isIdle());
        }
    }

    @Test
    void exceptionWhileAnAnswerIsReadLosesNoAnswer() {
        var events = new CopyOnWriteArrayList<JobEvent>();
        try (var worker = settlingOn(new FaultyDataSource(database.get().dataSource(), false))
                .listener(events::add)
                .start()) {
            jobs.awaitState(jobs.insert("cancel"), "cancelled");
            Jobs.eventually("the event").until(() -> events.size() == 2);
            assertThat(events.get(1)).isInstanceOf(JobEvent.Cancelled.class);
            assertThat(worker.load().isIdle()).isTrue();
        }
    }
}
