package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.launcher.ScratchServer;
import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** What a worker does when it is closed while the database is away. */
@SuppressWarnings("try")
class LostDatabaseTest {

    /** Far from what a pool waits for a connection that it cannot have, and what a call is waited for. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Duration GRACE = Duration.ofSeconds(5);

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
    }

    private JobResult untilFinished(String args, JobContext job) throws InterruptedException {
        started.countDown();
        finish.await();
        return JobResult.done();
    }

    private void takeAway() {
        var administrator = database.get().server().administrator();
        String name = database.get().name();
        administrator.run("alter database " + name + " allow_connections false");
        administrator.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
    }

    private static Duration timeOf(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void idleWorkerOnAPoolIsClosedWithinItsGrace() {
        var config = new HikariConfig();
        config.setDataSource(database.get().dataSource());
        try (var pool = new HikariDataSource(config)) {
            var worker = AwaWorker.builder(pool)
                    .queue("default")
                    .shutdownGrace(GRACE)
                    .handle("work", (args, job) -> JobResult.done())
                    .start();
            jobs.awaitState(jobs.insert("work"), "completed");
            takeAway();
            Jobs.eventually("the pool to be asked for new connections")
                    .until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > 1);
            assertThat(timeOf(worker::close)).isLessThan(SOON);
        }
    }

    @Test
    void workerWithAResultToSettleIsClosedSoonAfterItsGrace() throws Exception {
        var config = new HikariConfig();
        config.setDataSource(database.get().dataSource());
        try (var pool = new HikariDataSource(config)) {
            var worker = AwaWorker.builder(pool)
                    .queue("default")
                    .shutdownGrace(GRACE)
                    .handle("work", this::untilFinished)
                    .start();
            jobs.insert("work");
            started.await();
            takeAway();
            finish.countDown();
            Jobs.eventually("the pool to be asked for new connections")
                    .until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() > 1);
            assertThat(timeOf(worker::close)).isLessThan(SOON);
        }
    }

    @Test
    void workerWhoseNetworkIsSilentIsClosedSoonAfterItsGrace() throws Exception {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.get().jdbcUrl());
        try (var proxy = new TcpProxy(dataSource.getServerNames()[0], dataSource.getPortNumbers()[0])) {
            dataSource.setServerNames(new String[] {"localhost"});
            dataSource.setPortNumbers(new int[] {proxy.port()});
            var worker = AwaWorker.builder(dataSource)
                    .queue("default")
                    .shutdownGrace(GRACE)
                    .handle("work", this::untilFinished)
                    .start();
            jobs.insert("work");
            started.await();
            proxy.freeze();
            finish.countDown();
            assertThat(timeOf(worker::close)).isLessThan(SOON);
        }
    }

    /** Ends while its worker runs, with a server that stops before the worker is closed. */
    static final class ServerStopsFirst {
        private ServerStopsFirst() {}

        public static void main(String[] args) {
            ScratchServer server = ScratchServer.start();
            System.setProperty("awa.test.jdbc-url", server.jdbcUrl());
            TestDatabase database = TestServer.get().createDatabase();
            var config = new HikariConfig();
            config.setDataSource(database.dataSource());
            var worker = AwaWorker.builder(new HikariDataSource(config))
                    .queue("default")
                    .handle("work", (json, job) -> JobResult.done())
                    .start();
            new Jobs(database).awaitState(new Jobs(database).insert("work"), "completed");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop(server);
                worker.close();
                System.out.println("closed");
            }));
            System.exit(0);
        }

        private static void stop(ScratchServer server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void workerIsClosedInAProcessWhoseTestServerStopsFirst() throws Exception {
        try (var process = ChildProcess.start(ServerStopsFirst.class, List.of())) {
            assertThat(process.endsWithin(120)).isTrue();
            assertThat(process.lines()).contains("closed");
        }
    }
}
