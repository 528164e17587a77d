package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker takes jobs that it has handlers for, and leaves others to others. */
class KindsTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private long count(String sql) {
        return Long.parseLong(String.valueOf(database.get().value(sql)));
    }

    private AwaWorker worker(String kind) {
        return AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle(kind, (args, job) -> {
                    handled.add(kind);
                    return JobResult.done();
                })
                .start();
    }

    @Test
    void aBacklogOfAnotherKindStandsInNobodysWayAndLosesNoAttempt() {
        database.get()
                .run(
                        "select from awa.insert_many('foreign', array_fill('{}'::jsonb, array[20000]), max_attempts => 1)");
        try (var worker = worker("known")) {
            jobs.awaitState(jobs.insert("known", "{}"), "completed");
            assertThat(worker.isRunning()).isTrue();
        }
        assertThat(count(
                        "select count(*) from awa.jobs where kind = 'foreign' and state = 'available' and attempt = 0"))
                .isEqualTo(20_000);
        assertThat(count("select count(*) from awa_store.ready where kind = 'foreign'"))
                .as("moved once at most")
                .isLessThanOrEqualTo(40_000);
    }

    @Test
    void aNewKindIsWorkedBesideWorkersThatDoNotKnowIt() {
        try (var old = worker("known");
                var current = worker("new")) {
            for (int i = 0; i < 20; i++) {
                jobs.awaitState(jobs.insert(i % 2 == 0 ? "new" : "known", "{}"), "completed");
            }
            assertThat(old.isRunning() && current.isRunning()).isTrue();
        }
        assertThat(handled).hasSize(20).containsOnly("new", "known");
    }

    @Test
    void aJobOfAKindThatNobodyTakesIsWorkedByTheFirstWhoDoes() {
        long job = jobs.insert("new", "{}");
        try (var old = worker("known")) {
            jobs.awaitState(jobs.insert("known", "{}"), "completed");
            assertThat(database.get().value("select detail from awa.doctor() where check_name = 'kinds'"))
                    .isEqualTo("1 jobs of kind new in queue default");
            try (var current = worker("new")) {
                jobs.awaitState(job, "completed");
                assertThat(old.isRunning() && current.isRunning()).isTrue();
            }
        }
    }
}
