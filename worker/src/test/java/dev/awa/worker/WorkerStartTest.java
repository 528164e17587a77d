package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.client.ErrorCode;
import dev.awa.client.JobKind;
import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.TestServer;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

@SuppressWarnings("try")
class WorkerStartTest {

    record Ping() {
        static final JobKind<Ping> KIND = JobKind.of("ping", Ping.class);
    }

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private AwaWorker.Builder worker() {
        return AwaWorker.builder(database.get().dataSource())
                .queue("default")
                .handle(Ping.KIND, (ping, job) -> JobResult.done());
    }

    @Test
    void everyProblemOfTheConfigurationIsNamedAtOnce() {
        var builder = AwaWorker.builder(database.get().dataSource())
                .name(" ")
                .queue("mail", q -> q.concurrency(0).prefetch(-1))
                .queue("mail")
                .queue("")
                .queue("big", q -> q.concurrency(20_000))
                .handle(Ping.KIND, (ping, job) -> JobResult.done())
                .handle("ping", (json, job) -> JobResult.done())
                .handle(" ", (json, job) -> JobResult.done())
                .prefetchBytes(0)
                .shutdownGrace(Duration.ofSeconds(-1))
                .heartbeatEvery(Duration.ofSeconds(20))
                .deadAfter(Duration.ofSeconds(15));
        var problems = catchThrowableOfType(InvalidConfigurationException.class, builder::start)
                .problems();
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "queue \"mail\" is named twice",
                        "kind \"ping\" has two handlers",
                        "the name is blank",
                        "a queue's name is blank",
                        "concurrency of queue \"big\" is 20000, it must be 1 to 10000",
                        "a kind's name is blank",
                        "prefetchBytes is 0, it must be 1 or more",
                        "shutdownGrace is PT-1S, it must not be negative",
                        "heartbeatEvery is PT20S, it must be less than deadAfter, PT15S");
    }

    @Test
    void optionsOfAQueueAreChecked() {
        assertThatThrownBy(() -> worker().queue("mail", q -> q.concurrency(0).prefetch(-1))
                        .start())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("2 problems")
                .hasMessageContaining("concurrency of queue \"mail\" is 0")
                .hasMessageContaining("prefetch of queue \"mail\" is -1");
    }

    @Test
    void minimumsAndWeightsOfQueuesAreChecked() {
        var builder = worker().concurrency(10)
                .queue("a", q -> q.atLeast(-1).weight(0))
                .queue("b", q -> q.concurrency(3).atLeast(4))
                .queue("c", q -> q.atLeast(7).weight(10_001));
        assertThat(catchThrowableOfType(InvalidConfigurationException.class, builder::start)
                        .problems())
                .containsExactly(
                        "atLeast of queue \"a\" is -1, it must be 0 or more",
                        "weight of queue \"a\" is 0, it must be 1 to 10000",
                        "atLeast of queue \"b\" is 4, more than its concurrency, 3",
                        "weight of queue \"c\" is 10001, it must be 1 to 10000",
                        "atLeast of all queues together is 11, more than the concurrency of the worker, 10: \"b\" 4, \"c\" 7");
    }

    @Test
    void minimumsAndWeightsTakePlacesThatAreShared() {
        var builder = worker().queue("mail", q -> q.atLeast(2).weight(3));
        assertThat(catchThrowableOfType(InvalidConfigurationException.class, builder::start)
                        .problems())
                .containsExactly(
                        "atLeast of queue \"mail\" is 2, but the worker has no concurrency that its queues could share;"
                                + " add .concurrency(n) to it",
                        "weight of queue \"mail\" is 3, but the worker has no concurrency that its queues could share;"
                                + " add .concurrency(n) to it");
        assertThatThrownBy(() -> worker().concurrency(0).start())
                .hasMessageContaining("concurrency of the worker is 0, it must be 1 to 10000");
    }

    @Test
    void timesOfAnyLengthAreCheckedOrTaken() {
        assertThatThrownBy(() -> worker().heartbeatEvery(Duration.ofDays(2))
                        .deadAfter(Duration.ofSeconds(Long.MAX_VALUE))
                        .start())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("heartbeatEvery is PT48H, the most is PT24H")
                .hasMessageContaining("deadAfter is PT2562047788015215H30M7S, the most is PT24H");
        try (var worker =
                worker().shutdownGrace(Duration.ofSeconds(Long.MAX_VALUE)).start()) {
            assertThat(worker.isRunning()).isTrue();
        }
    }

    @Test
    void workerOnMoreQueuesThanASessionSleepsOnIsRefused() {
        var builder = worker();
        IntStream.range(0, 501).forEach(n -> builder.queue("q" + n));
        assertThatThrownBy(builder::start)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("queues are named, the most is 500");
    }

    @Test
    void workerWithoutQueuesOrHandlersIsRefused() {
        assertThatThrownBy(() -> AwaWorker.builder(database.get().dataSource()).start())
                .hasMessageContaining("no queue is named")
                .hasMessageContaining("no handler is given");
    }

    @Test
    void unreachableDatabaseIsSaid() {
        var nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://localhost:1/nowhere");
        assertThatThrownBy(() -> AwaWorker.builder(nowhere)
                        .queue("default")
                        .handle(Ping.KIND, (ping, job) -> JobResult.done())
                        .start())
                .isInstanceOfSatisfying(
                        WorkerStartException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED))
                .hasMessageContaining("localhost:1");
    }

    @Test
    void poolThatIsTooSmallIsSaidWithWhatItNeeds() {
        var config = new HikariConfig();
        config.setDataSource(database.get().dataSource());
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(300);
        try (var pool = new HikariDataSource(config)) {
            assertThatThrownBy(() -> AwaWorker.builder(pool)
                            .queue("default")
                            .handle(Ping.KIND, (ping, job) -> JobResult.done())
                            .start())
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("it needs 5 connections for itself and has got 2")
                    .hasMessageContaining("a data source of its own");
            Jobs.eventually("the connections to be given back")
                    .until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        }
        assertThat(database.get().value("select count(*) from awa_store.worker"))
                .isEqualTo("0");
    }

    @Test
    void databaseWithoutAwaIsSaidWithWhatToRun() {
        try (var empty = TestServer.get().createEmptyDatabase()) {
            assertThatThrownBy(() -> AwaWorker.builder(empty.dataSource())
                            .queue("default")
                            .handle(Ping.KIND, (ping, job) -> JobResult.done())
                            .start())
                    .isInstanceOfSatisfying(
                            WorkerStartException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_INSTALLED))
                    .hasMessageContaining("no Awa installed")
                    .hasMessageContaining("awa migrate");
        }
    }

    @Test
    void newerContractIsRefusedWithWhatToDo() {
        speak("2.3");
        assertThatThrownBy(() -> worker().start())
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("2.3")
                .hasMessageContaining("Use a release of the client");
    }

    @Test
    void olderContractIsRefusedWithWhatToRun() {
        speak("0.9");
        assertThatThrownBy(() -> worker().start())
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("0.9")
                .hasMessageContaining("awa migrate");
    }

    @Test
    void newerMinorVersionIsFine() {
        speak("1.7");
        try (var worker = worker().start()) {
            assertThat(worker.id()).isNotNull();
        }
    }

    private void speak(String version) {
        database.get()
                .run("create or replace function awa.contract_version() returns text language sql as $$ select '"
                        + version + "' $$");
    }
}
