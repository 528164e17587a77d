package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that replace a job which still waits, while workers claim it. */
class DebounceTest extends RaceTest {

    private static final String REPLACE = """
            select outcome from awa.insert_job('sync', '{"n": %s}', unique_by => '{"key": "%s", "on_conflict": "%s"}')""";

    @Test
    void aClaimPutsOffWhatIsBeingReplacedAndTheNewestRuns() throws Exception {
        first.row(REPLACE.formatted(1, "k", "replace"));
        second.begin();
        assertThat(second.row(REPLACE.formatted(2, "k", "replace"))).isEqualTo("replaced");

        assertThat(first.texts("select args from awa.claim_jobs(worker('a'))")).isEmpty();
        second.commit();

        assertThat(first.texts("select args from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .containsExactly("{\"n\": 2}");
        assertThat(first.texts("select from awa_store.deferred")).isEmpty();
    }

    @Test
    void aJobWhoseReplacementIsRolledBackRunsAsItWas() throws Exception {
        first.run("select stop_clock()");
        first.row(REPLACE.formatted(1, "k", "replace"));
        second.begin();
        second.row(REPLACE.formatted(2, "k", "replace"));
        assertThat(first.texts("select args from awa.claim_jobs(worker('a'))")).isEmpty();
        first.run("select advance_clock('1 s')");
        // again, and again in vain
        assertThat(first.texts("select args from awa.claim_jobs(worker('a'))")).isEmpty();

        second.rollback();

        first.run("select advance_clock('1 s')");
        assertThat(first.texts("select args from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .containsExactly("{\"n\": 1}");
    }

    @Test
    void aJobThatWasPutOffAndCameBackIsReplacedAtTheCommit() throws Exception {
        first.run("select stop_clock()");
        first.row(REPLACE.formatted(1, "k", "replace"));
        second.begin();
        second.row(REPLACE.formatted(2, "k", "replace"));
        first.texts("select args from awa.claim_jobs(worker('a'))");
        first.run("select advance_clock('1 s')");
        first.run("select from awa.tick()");
        assertThat(first.row("select state, args from awa.get_job(1)")).isEqualTo("available|{\"n\": 1}");

        second.commit();

        assertThat(first.texts("select args from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .containsExactly("{\"n\": 2}");
        assertThat(first.texts("select state from awa.jobs")).containsExactly("running");
        assertThat(first.row("select state, args from awa.get_job(1)")).isEqualTo("running|{\"n\": 2}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJobThatCameBackMeanwhileIsReplacedInAnotherQueue(boolean andIsPutOffAgain) throws Exception {
        first.run("select stop_clock()");
        first.row(REPLACE.formatted(1, "k", "replace"));
        second.begin();
        second.row("""
                select outcome
                from awa.insert_job(
                  'sync', '{"n": 2}', queue => 'other', unique_by => '{"key": "k", "on_conflict": "replace"}')""");
        first.texts("select args from awa.claim_jobs(worker('a'))");
        first.run("select advance_clock('1 s')");
        first.run("select from awa.tick()");
        if (andIsPutOffAgain) {
            assertThat(first.texts("select args from awa.claim_jobs((select worker_id from workers))"))
                    .isEmpty();
        }

        second.commit();

        assertThat(first.row("select state, queue from awa.get_job(1)")).isEqualTo("available|other");
        assertThat(first.texts("select args from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .isEmpty();
        String claim = first.row("select claim_id from awa.claim_jobs((select worker_id from workers), 'other')");
        assertThat(first.row("select state, queue, args from awa.jobs")).isEqualTo("running|other|{\"n\": 2}");
        first.run("select from awa.complete_jobs((select worker_id from workers), " + claim + ", array[1])");
        assertThat(first.row("select state, queue from awa.jobs")).isEqualTo("completed|other");
        assertThat(first.row("select state, queue from awa.get_job(1)")).isEqualTo("completed|other");
    }

    @Test
    void aTransactionThatReplacesAJobTwiceKnowsItsOwnReplacementThoughTheOldOneCameBack() throws Exception {
        first.run("select stop_clock()");
        first.row(REPLACE.formatted(1, "k", "replace"));
        second.begin();
        second.row(REPLACE.formatted(2, "k", "replace"));
        comesBack();
        assertThat(second.row(REPLACE.formatted(3, "k", "replace"))).isEqualTo("replaced");

        second.commit();

        assertThat(first.row("select state, args from awa.get_job(1)")).isEqualTo("available|{\"n\": 3}");
        assertThat(first.texts("select args from awa.claim_jobs((select worker_id from workers), max_jobs => 10)"))
                .containsExactly("{\"n\": 3}");
    }

    @Test
    void aTransactionThatReplacesAJobAndCancelsItLeavesNothingToRun() throws Exception {
        first.run("select stop_clock()");
        first.row(REPLACE.formatted(1, "k", "replace"));
        second.begin();
        second.row(REPLACE.formatted(2, "k", "replace"));
        comesBack();
        assertThat(second.row("select outcome from awa.cancel_job(1)")).isEqualTo("cancelled");

        second.commit();

        assertThat(first.row("select state, args from awa.get_job(1)")).isEqualTo("cancelled|{\"n\": 2}");
        assertThat(first.texts("select args from awa.claim_jobs((select worker_id from workers), max_jobs => 10)"))
                .isEmpty();
    }

    /** A claim puts the old entry off, and after a while it waits again. */
    private void comesBack() throws SQLException {
        assertThat(first.texts("select args from awa.claim_jobs(worker('a'))")).isEmpty();
        first.run("select advance_clock('1 s')");
        first.run("select from awa.tick()");
        assertThat(first.row("select state, args from awa.get_job(1)")).isEqualTo("available|{\"n\": 1}");
    }

    @Test
    void othersOfTheLaneAreHandedOutMeanwhile() throws Exception {
        first.row(REPLACE.formatted(1, "k", "replace"));
        first.run("select from awa.insert_many('other', array_fill('{}'::jsonb, array[5]))");
        second.begin();
        second.row("select outcome from awa.cancel_job(1)");

        assertThat(first.row("select count(*) from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .isEqualTo("5");
        second.commit();

        assertThat(stateOf(1)).isEqualTo("cancelled");
        assertThat(first.texts("select from awa.claim_jobs(worker('a'), max_jobs => 10)"))
                .isEmpty();
    }

    @Test
    void aRequestWaitsForTheClaimThatMayBeTakingTheJob() throws Exception {
        first.row(REPLACE.formatted(1, "k", "replace"));
        second.begin();
        second.row("select args from awa.claim_jobs(worker('a'))");

        Running late = first.startAndBlock(REPLACE.formatted(2, "k", "replace"));
        second.commit();

        assertThat(late.rows()).containsExactly("existing");
    }

    /** Counts before any retry: of autocommit requests against busy workers none in fifty may fail. */
    @Test
    void hardlyAnyRequestFailsAgainstBusyWorkers() throws Exception {
        first.run("select worker('a')");
        int producers = 3;
        int requests = 300;
        AtomicInteger failed = new AtomicInteger();
        AtomicLong completed = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> working = new ArrayList<>();
            for (int w = 0; w < 2; w++) {
                Session session = session();
                working.add(threads.submit((Callable<Void>) () -> {
                    while (!over.get()) {
                        completed.addAndGet(workOnce(session));
                    }
                    return null;
                }));
            }
            List<Future<?>> producing = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                Session session = session();
                int number = p;
                producing.add(threads.submit((Callable<Void>) () -> {
                    for (int i = 0; i < requests; i++) {
                        String how = i % 2 == 0 ? "replace" : "keep_earliest";
                        try {
                            session.row(REPLACE.formatted(number * requests + i, "k" + i % 3, how));
                        } catch (SQLException e) {
                            assertThat(e.getSQLState()).isEqualTo("40001");
                            failed.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : producing) {
                future.get();
            }
            over.set(true);
            for (Future<?> future : working) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        long left = first.number("select count(*) from awa.jobs where state not in ('completed', 'running')");
        assertThat(left).isLessThanOrEqualTo(3);
        assertThat(completed.get()).isPositive();
        assertThat(failed.get()).as("of %s", producers * requests).isLessThanOrEqualTo(producers * requests / 50);
    }

    private static long workOnce(Session session) throws SQLException {
        long done = 0;
        for (String row : session.texts(
                "select claim_id, id from awa.claim_jobs((select worker_id from workers), max_jobs => 5)")) {
            String[] job = row.split("\\|");
            done += session.number(
                    "select settled from awa.complete_jobs((select worker_id from workers), ?, array[?])",
                    Long.parseLong(job[0]),
                    Long.parseLong(job[1]));
        }
        return done;
    }
}
