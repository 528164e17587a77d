package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class HeartbeatTest {

    private static final String RUNNING = """
            select pid || ' ' || query_start from pg_stat_activity
             where datname = current_database() and state = 'active' and pid <> pg_backend_pid() and query like ?""";

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(new NamedDataSource(database.get(), "worker under test"))
                .queue("default")
                .heartbeatEvery(Duration.ofMillis(200));
    }

    private @Nullable String runningCall(String function) {
        return database.get().value(RUNNING, "%from awa." + function + "(%");
    }

    private @Nullable String newestHeartbeat() {
        return database.get().value("select max(heartbeat_at) from awa_store.worker");
    }

    private void awaitHeartbeats(int count) {
        for (int i = 0; i < count; i++) {
            String last = newestHeartbeat();
            Jobs.eventually("another heartbeat")
                    .until(() -> !String.valueOf(last).equals(newestHeartbeat()));
        }
    }

    @Test
    void tickThatTakes25SecondsHoldsUpNoHeartbeatAndNoJob() {
        database.get().run("""
                create or replace function awa.tick(opts jsonb default '{}')
                returns table (promoted int, workers_lost int, jobs_rescued int, jobs_expired int, details jsonb)
                language plpgsql rows 1 as $$
                begin
                  perform pg_sleep(25);
                  return query select 0, 0, 0, 0, '{}'::jsonb;
                end
                $$""");
        try (var worker =
                worker().handle("work", (args, job) -> JobResult.done()).start()) {
            Jobs.eventually("the tick to run").until(() -> runningCall("tick") != null);
            String tick = runningCall("tick");
            awaitHeartbeats(10);
            jobs.awaitState(jobs.insert("work"), "completed");
            assertThat(runningCall("tick")).isEqualTo(tick);
        }
        Jobs.eventually("the tick to be ended with the worker").until(() -> runningCall("tick") == null);
    }

    @Test
    void callThatTakesTooLongIsEndedOnTheServerToo() {
        database.get().run("""
                create or replace function awa.heartbeat(worker_id uuid, opts jsonb default '{}')
                returns table (
                  outcome text, stop_claim_ids bigint[], stop_job_ids bigint[], stop_reasons text[],
                  paused_queues text[], details jsonb)
                language plpgsql rows 1 as $$
                begin
                  perform pg_sleep(600);
                end
                $$""");
        try (var worker =
                worker().handle("work", (args, job) -> JobResult.done()).start()) {
            Jobs.eventually("the heartbeat to run").until(() -> runningCall("heartbeat") != null);
            String first = String.valueOf(runningCall("heartbeat"));
            Jobs.eventually("another heartbeat in the same session, in place of the first")
                    .until(() -> {
                        String now = runningCall("heartbeat");
                        return now != null && !now.equals(first) && now.split(" ")[0].equals(first.split(" ")[0]);
                    });
            assertThat(database.get().value("select count(*) from (" + RUNNING + ") s", "%from awa.heartbeat(%"))
                    .isEqualTo("1");
        }
    }

    @Test
    void handlersThatHoldAllTheirConnectionsHoldUpNoHeartbeat() throws Exception {
        var config = new HikariConfig();
        config.setDataSource(database.get().dataSource());
        config.setMaximumPoolSize(2);
        var holding = new CountDownLatch(2);
        var finish = new CountDownLatch(1);
        try (var pool = new HikariDataSource(config);
                var worker = worker().deadAfter(Duration.ofSeconds(1))
                        .queue("other")
                        .handle("work", (args, job) -> {
                            try (var connection = pool.getConnection()) {
                                holding.countDown();
                                finish.await();
                                return JobResult.done(connection.isValid(1));
                            }
                        })
                        .start()) {
            jobs.insertMany("work", 5);
            holding.await();
            // all of its connections are lost at that
            Jobs.eventually("connections to terminate")
                    .until(() -> new NamedDataSource(database.get(), "worker under test").terminate() > 0);
            awaitHeartbeats(10);
            assertThat(database.get().value("select workers_lost from awa.tick()"))
                    .isEqualTo("0");
            finish.countDown();
            jobs.awaitCount("completed", 5);
        }
        assertThat(database.get().value("select max(attempt) from awa.jobs")).isEqualTo("1");
    }
}
