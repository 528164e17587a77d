package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.io.File;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class KilledWorkerTest {

    private static final int JOBS = 3000;

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    /** Runs in a JVM of its own until it is killed; the argument is the database's URL. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws InterruptedException {
            var dataSource = new PGSimpleDataSource();
            dataSource.setUrl(args[0]);
            worker(dataSource, "victim");
            new CountDownLatch(1).await();
        }
    }

    private static AwaWorker worker(DataSource dataSource, String name) {
        return AwaWorker.builder(dataSource)
                .name(name)
                .queue("default", q -> q.concurrency(16))
                .handle("work", (args, job) -> {
                    started(dataSource, job, name);
                    Thread.sleep(5);
                    return JobResult.done();
                })
                .start();
    }

    private static void started(DataSource dataSource, JobContext job, String worker) throws SQLException {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement("insert into started values (?, ?, ?)")) {
            insert.setLong(1, job.id());
            insert.setInt(2, job.attempt());
            insert.setString(3, worker);
            insert.executeUpdate();
        }
    }

    @Test
    void everyJobOfAKilledProcessEndsWithNoMoreThanOneAttemptTooMany() throws Exception {
        var jobs = new Jobs(database.get());
        database.get().run("create table started (job_id bigint, attempt int, worker text)");
        database.get().value("""
                        select count(*) from awa.insert_jobs((
                          select jsonb_agg(jsonb_build_object('kind', 'work',
                                 'opts', '{"backoff": {"kind": "fixed", "base": "10 ms"}}'::jsonb))
                            from generate_series(1, ?)))""", JOBS);
        Process victim = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        database.get().jdbcUrl())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/killed-worker.log")))
                .start();
        try {
            Jobs.eventually("the victim to be in the midst of its work, see target/killed-worker.log")
                    .until(() -> Integer.parseInt(String.valueOf(database.get().value("select count(*) from started")))
                            > JOBS / 6);
        } finally {
            victim.destroyForcibly().waitFor();
        }
        long running = jobs.count("running");
        assertThat(running).isPositive();

        try (var survivor = worker(database.get().dataSource(), "survivor")) {
            // by default a worker is taken for dead after 15 s without a heartbeat
            Jobs.eventually("the dead worker to be noticed")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Integer.parseInt(String.valueOf(
                                    database.get().value("select count(*) from awa.jobs where failures <> '[]'")))
                            == running);
            jobs.awaitCount("completed", JOBS);
        }
        assertThat(database.get().value("select max(attempt) from awa.jobs")).isEqualTo("2");
        assertThat(database.get().value("select count(*) from awa.jobs where attempt = 2"))
                .isEqualTo(Long.toString(running));
        assertThat(database.get()
                        .value("select count(*) from (select from started group by job_id having count(*) > 2) s"))
                .isEqualTo("0");
        assertThat(database.get().value("select count(distinct job_id) from started"))
                .isEqualTo(Integer.toString(JOBS));
        assertThat(database.get().value("select count(*) from awa.jobs where failures ->> 0 like '%victim is lost%'"))
                .isEqualTo(Long.toString(running));
    }
}
