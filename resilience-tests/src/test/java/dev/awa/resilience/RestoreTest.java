package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.launcher.PostgresPrograms.Outcome;
import dev.awa.schema.AwaSchema;
import dev.awa.testkit.accounting.Crowd;
import dev.awa.testkit.accounting.Session;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobResult;
import dev.awa.worker.WorkerStartException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dumps and copies of a ledger in another server, whose transaction ids mean something else. */
@Tag("sql")
class RestoreTest {

    @RegisterExtension
    static final Servers servers = new Servers();

    private static final String ENDED =
            "select j::text from awa.jobs j where state in ('completed', 'failed', 'cancelled') order by id";

    private static OperationsPage page;
    private static Cluster old;
    private static Cluster fresh;
    private static List<String> jobs;

    /** The ways on the page from the old server to the new one. */
    enum Way {
        CUSTOM {
            @Override
            void go() {
                page.run("dump", old, "app");
                page.run("restore", fresh, "app");
            }
        },
        PLAIN {
            @Override
            void go() {
                page.run("dump-plain", old, "app");
                page.run("restore-plain", fresh, "app");
            }
        },
        AWA_ALONE {
            @Override
            void go() {
                page.run("dump-awa", old, "app");
                page.run("restore-awa", fresh, "app");
            }
        },
        DATA_ONLY {
            @Override
            void go() throws SQLException {
                page.run("dump", old, "app");
                install(fresh);
                page.run("restore-data", fresh, "postgres");
            }
        },
        LOGICAL_COPY {
            @Override
            void go() throws SQLException {
                page.run("publish", old, "postgres");
                install(fresh);
                page.run("subscribe", fresh, "postgres", Map.of("OLD", old.connectionString("shop")));
                LogicalCopy.awaitCaughtUp(page, old, fresh);
                page.run("dump-sequences", old, "app");
                page.run("take-over", fresh, "postgres");
                try (Session session = old.session("shop")) {
                    session.run("drop publication awa_copy");
                }
            }
        };

        abstract void go() throws SQLException;
    }

    @BeforeAll
    static void fillTheOldServer() throws Exception {
        page = new OperationsPage(servers.workFolder());
        old = servers.start("old");
        fresh = servers.start("fresh");
        try (Session session = old.session("postgres")) {
            session.run("create role app login createrole createdb");
        }
        try (Session session = fresh.session("postgres")) {
            session.run("create role app login createdb");
        }
        page.run("roles", fresh, "postgres");
        old.spendTransactionIds(50_000);
        install(old);
        try (Session session = old.session("shop")) {
            Ledger.fill(session);
        }
        jobs = Ledger.jobs(old.dataSource("shop"));
    }

    static void install(Cluster cluster) throws SQLException {
        try (Session session = cluster.session("postgres")) {
            session.run("create database shop owner app");
        }
        AwaSchema.migrate(cluster.dataSource("shop", "app"));
    }

    @AfterEach
    void dropTheCopy() throws SQLException {
        try (Session session = fresh.session("postgres")) {
            session.run("drop database if exists shop with (force)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyJobArrivesAndAwaIsInstalledAsItWas(Way way) throws Exception {
        way.go();

        assertThat(Ledger.jobs(fresh.dataSource("shop"))).isEqualTo(jobs);
        assertThat(jobs).hasSizeGreaterThan(60);
        try (Session session = fresh.session("shop")) {
            for (String key : Ledger.KEYS) {
                assertThat(insertWithKey(session, key))
                        .as("insert with the key of the job that is " + key)
                        .isEqualTo("existing");
            }
            assertThat(AwaSchema.migrate(fresh.dataSource("shop", "app")).applied())
                    .isEmpty();
            String routines = """
                    select concat_ws(' ', p.oid::regprocedure, p.proowner::regrole, p.proacl)
                    from pg_proc p
                    where p.pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)
                    order by 1""";
            try (Session there = old.session("shop")) {
                assertThat(session.texts(routines)).isEqualTo(there.texts(routines));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ledgerIsRefusedUntilItIsRepairedAndGoesOnThen(Way way) throws Exception {
        way.go();
        assertThatWorkersAreRefused();

        try (Session session = fresh.session("shop")) {
            // a producer that came before the repair
            long early = session.number("select id from awa.insert_job('k', '{\"early\": true}')");
            var ended = session.texts(ENDED);
            String counts = """
                    select count(*) filter (where state = 'available') + ?, count(*) filter (where state = 'running'),
                      count(*) filter (where state = 'completed')
                    from awa.jobs""";
            List<@Nullable String> expected;
            try (Session there = old.session("shop")) {
                expected = there.rows(counts, 1).get(0);
            }
            assertThat(session.rows("select waiting, lost, completed from awa.repair()"))
                    .containsExactly(expected);

            assertThat(session.texts(ENDED)).as("history").isEqualTo(ended);
            for (String key : Ledger.KEYS) {
                assertThat(insertWithKey(session, key))
                        .as("insert with the key of the job that is " + key)
                        .isEqualTo("existing");
            }
            long late = session.number("select id from awa.insert_job('k', '{\"late\": true}')");
            try (var worker = JavaWorker.onAllQueues(fresh.dataSource("shop"), Ledger.QUEUES)) {
                Patience.untilEnded(session, 3);
            }
            for (long job : List.of(early, late)) {
                assertThat(session.value("select state from awa.get_job(?)", job))
                        .isEqualTo("completed");
            }
            assertThat(
                            session.texts(
                                    "select state from awa.jobs where state not in ('completed', 'failed', 'cancelled') order by 1"))
                    .as("what is for later")
                    .containsExactly("retryable", "scheduled", "scheduled");
            assertThat(session.number("select count(*) from awa.jobs where attempt > 2"))
                    .isZero();
            assertThat(insertWithKey(session, "running"))
                    .as("insert with the key of a job that has ended now")
                    .isEqualTo("inserted");
            assertThat(insertWithKey(session, "ended"))
                    .as("insert with a key that holds beyond the end")
                    .isEqualTo("existing");
            var repaired = Ledger.jobs(fresh.dataSource("shop"));
            page.run("repair", fresh, "app");
            assertThat(Ledger.jobs(fresh.dataSource("shop")))
                    .as("what was whole")
                    .isEqualTo(repaired);
        }
    }

    private static void assertThatWorkersAreRefused() throws SQLException {
        try (Session session = fresh.session("shop")) {
            String dumped = session.value("select worker_id from awa_store.worker limit 1");
            for (String call : List.of("awa.tick()", "awa.register_worker()", "awa.heartbeat('" + dumped + "')")) {
                assertThatThrownBy(() -> session.run("select from " + call))
                        .as(call)
                        .isInstanceOfSatisfying(SQLException.class, e -> {
                            assertThat(e.getSQLState()).isEqualTo("AW007");
                            assertThat(e.getMessage()).contains("come from another server");
                        });
            }
        }
        assertThatThrownBy(() -> AwaWorker.builder(fresh.dataSource("shop"))
                        .queue("default")
                        .handle("k", (args, job) -> JobResult.done())
                        .start())
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("come from another server");
    }

    private static @Nullable String insertWithKey(Session session, String key) throws SQLException {
        return session.value("select outcome from awa.insert_job('k', unique_by => jsonb_build_object('key', ?))", key);
    }

    @Test
    void copyWithoutItsSequencesIsRepaired() throws Exception {
        Way.LOGICAL_COPY.go();
        try (Session session = fresh.session("shop")) {
            session.run(
                    "select setval(c.oid, 1) from pg_class c where relkind = 'S' and relnamespace = 'awa_store'::regnamespace");
            page.run("repair", fresh, "app");
            long last = session.number("select max(id) from awa.jobs");
            assertThat(session.number("select id from awa.insert_job('k')")).isGreaterThan(last);
        }
    }

    @Test
    void runningWorkerThatIsLedToTheRestoredServerGoesOnAfterTheRepair() throws Exception {
        Servers.install(old, "moving");
        var target = new AtomicReference<DataSource>(old.dataSource("moving"));
        var url = (DataSource) Proxy.newProxyInstance(
                RestoreTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> target.get().getConnection());
        try (var worker = JavaWorker.onAllQueues(url, Workload.QUEUES);
                Session session = old.session("moving")) {
            session.run("select awa.insert_job('k') from generate_series(1, 50)");
            Patience.untilEnded(session, 0);
            Outcome dumped = page.attempt(page.block("sh", "dump").replace(" shop\n", " moving\n"), old, "postgres");
            assertThat(dumped.code()).as(dumped.output()).isZero();
            page.run("restore", fresh, "postgres");
            target.set(fresh.dataSource("shop"));
            try (Session administrator = old.session("postgres")) {
                administrator.run("drop database moving with (force)");
            }
            try (Session here = fresh.session("shop")) {
                here.run("select awa.insert_job('k') from generate_series(1, 50)");
                Patience.until("the worker to meet the other server", () -> here.number("""
                        select count(*) from pg_stat_activity
                        where datname = 'shop' and pid <> pg_backend_pid() and query ~ 'awa.(register_worker|heartbeat|tick)'""") > 0);
                page.run("repair", fresh, "app");
                here.run("select awa.insert_job('k') from generate_series(1, 50)");
                Patience.untilEnded(here, 0);
            }
        }
    }

    @Test
    void ownerOfTheDatabaseNeedsTheRolesOnly() throws Exception {
        page.run("dump", old, "app");
        try (Session session = fresh.session("postgres")) {
            session.run("drop role if exists plain");
            session.run("create role plain login");
            session.run("create database shop owner plain");
        }
        page.run("restore-no-owner", fresh, "plain");

        assertThat(Ledger.jobs(fresh.dataSource("shop", "plain"))).isEqualTo(jobs);
        assertThat(AwaSchema.migrate(fresh.dataSource("shop", "plain")).applied())
                .isEmpty();
        try (Session session = fresh.session("shop")) {
            assertThat(session.texts("""
                    select distinct proowner::regrole from pg_proc
                    where pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)""")).containsExactly("plain");
            assertThat(session.number("""
                    select count(*) from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
                    where pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace) and a.grantee = 0""")).as("functions that PUBLIC may call").isZero();
            assertThat(session.value("select has_function_privilege('awa_worker', 'awa.tick(jsonb)', 'execute')"))
                    .isEqualTo("t");
        }
    }

    @Test
    void restoreWithoutTheRolesNamesWhatIsMissing() throws Exception {
        page.run("dump", old, "app");
        try (Session session = fresh.session("postgres")) {
            session.run("drop role if exists plain");
            session.run("create role plain login");
            session.run("create database shop owner plain");
            session.run("drop role awa_owner, awa_producer, awa_worker, awa_operator, awa_observer");
        }
        try {
            String command = page.block("sh", "restore-no-owner");
            Outcome strict = page.attempt(command, fresh, "plain");
            assertThat(strict.code()).isNotZero();
            assertThat(strict.output()).contains("role \"awa_producer\" does not exist");

            try (Session session = fresh.session("postgres")) {
                session.run("drop database shop");
                session.run("create database shop owner plain");
            }
            page.attempt(command.replace(" --exit-on-error", ""), fresh, "plain");
            assertThat(Ledger.jobs(fresh.dataSource("shop", "plain"))).isEqualTo(jobs);
        } finally {
            page.run("roles", fresh, "postgres");
        }
    }

    @Test
    void copyInTheSameServerGoesOnByItself() throws Exception {
        page.run("dump", old, "app");
        Path dump = servers.workFolder().resolve("shop.dump");
        assertThat(Files.exists(dump)).isTrue();
        try (Session session = old.session("postgres")) {
            session.run("create database copy owner app");
        }
        servers.programs()
                .run(
                        "pg_restore",
                        "--exit-on-error",
                        "--host=127.0.0.1",
                        "--port=" + old.port(),
                        "--username=app",
                        "--dbname=copy",
                        dump.toString());

        assertThat(Ledger.jobs(old.dataSource("copy"))).isEqualTo(jobs);
        try (Session session = old.session("copy")) {
            String worker = session.worker();
            long waiting = session.number("select count(*) from awa.jobs where state = 'available'");
            long later = session.number("select id from awa.insert_job('k', '{\"later\": true}')");
            var claimed = session.numbers("select id from awa.claim_jobs(?::uuid, max_jobs => 1000)", worker);
            assertThat(claimed).hasSize((int) waiting + 1).contains(later);
        }
    }

    @Test
    void dumpOfABusyLedgerIsOneMomentOfIt() throws Exception {
        Servers.install(old, "busy");
        Crowd crowd = Crowd.gather("dump of a busy ledger");
        var workload = new Workload(old.dataSource("busy"), crowd);
        try (var worker = new JavaWorker(old.dataSource("busy"));
                Session moment = old.session("busy")) {
            crowd.start();
            workload.awaitInserts(500);
            moment.run("begin isolation level repeatable read");
            String snapshot = moment.value("select pg_export_snapshot()");
            var then = moment.texts("select j::text from awa.jobs j order by id");
            Outcome dumped = page.attempt(
                    page.block("sh", "dump").replace(" shop\n", " --snapshot=" + snapshot + " busy\n"),
                    old,
                    "postgres");
            assertThat(dumped.code()).as(dumped.output()).isZero();
            moment.run("commit");
            workload.finish(worker, 0);

            page.run("restore", fresh, "postgres");
            assertThat(Ledger.jobs(fresh.dataSource("shop"))).isEqualTo(then);
        }
    }
}
