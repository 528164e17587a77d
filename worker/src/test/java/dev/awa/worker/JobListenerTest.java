package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class JobListenerTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final List<JobEvent> events = new CopyOnWriteArrayList<>();
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private List<JobEvent> eventsOf(JobResult result, String... more) {
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", (args, job) -> result)
                .listener(events::add)
                .start()) {
            jobs.insert("work", "{}", more);
            Jobs.eventually("the end of the attempt").until(() -> events.size() >= 2);
        }
        assertThat(events.get(0)).isEqualTo(new JobEvent.Started(events.get(0).job()));
        return events;
    }

    @Test
    void completionIsToldWithTheJobItIsAbout() {
        var completed = (JobEvent.Completed)
                eventsOf(JobResult.done(), "max_attempts => 3").get(1);
        assertThat(completed.job()).isEqualTo(new JobInfo(completed.job().id(), "work", "default", 1, 3));
        assertThat(completed.took()).isPositive();
    }

    @Test
    void retryIsToldWithItsErrorAndTime() {
        var retried = (JobEvent.Retried)
                eventsOf(JobResult.retryAfter(Duration.ofHours(1), "closed")).get(1);
        assertThat(retried.error()).isEqualTo("closed");
        assertThat(jobs.get(retried.job().id(), "run_at = '" + retried.nextRunAt() + "'::timestamptz"))
                .isEqualTo("t");
    }

    @Test
    void lastFailureIsToldAsExhausted() {
        var failed = (JobEvent.Failed) eventsOf(JobResult.retryAfter(Duration.ZERO, "closed"), "max_attempts => 1")
                .get(1);
        assertThat(failed.exhausted()).isTrue();
        assertThat(failed.error()).isEqualTo("closed");
    }

    @Test
    void failureForGoodIsToldAsNotExhausted() {
        var failed =
                (JobEvent.Failed) eventsOf(JobResult.fail("unknown customer")).get(1);
        assertThat(failed.exhausted()).isFalse();
    }

    @Test
    void snoozeIsToldWithItsTime() {
        var snoozed = (JobEvent.Snoozed)
                eventsOf(JobResult.snooze(Duration.ofHours(1))).get(1);
        assertThat(jobs.get(snoozed.job().id(), "run_at = '" + snoozed.nextRunAt() + "'::timestamptz"))
                .isEqualTo("t");
    }

    @Test
    void cancellationByTheHandlerIsToldWithItsReason() {
        var cancelled =
                (JobEvent.Cancelled) eventsOf(JobResult.cancel("customer left")).get(1);
        assertThat(cancelled.reason()).isEqualTo("customer left");
    }

    @Test
    void eventIsToldAfterTheCommit() {
        var states = new CopyOnWriteArrayList<String>();
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", (args, job) -> JobResult.done())
                .listener(event -> {
                    if (event instanceof JobEvent.Completed) {
                        states.add(String.valueOf(jobs.get(event.job().id(), "state")));
                    }
                })
                .start()) {
            jobs.insertMany("work", 50);
            Jobs.eventually("all events").until(() -> states.size() == 50);
        }
        assertThat(states).containsOnly("completed");
    }

    @Test
    void exceptionOfAListenerDisturbsNeitherJobsNorOtherListeners() {
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", (args, job) -> JobResult.done())
                .listener(event -> {
                    throw new IllegalStateException("broken listener");
                })
                .listener(events::add)
                .start()) {
            jobs.awaitState(jobs.insert("work"), "completed");
            jobs.awaitState(jobs.insert("work"), "completed");
            Jobs.eventually("the events").until(() -> events.size() == 4);
        }
    }

    @Test
    void allEventsAreToldBeforeCloseReturns() {
        jobs.insertMany("work", 300);
        try (var worker = AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle("work", (args, job) -> JobResult.done())
                .listener(event -> {
                    Thread.yield();
                    events.add(event);
                })
                .start()) {
            jobs.awaitCount("completed", 300);
        }
        assertThat(events)
                .filteredOn(event -> event instanceof JobEvent.Completed)
                .hasSize(300);
    }
}
