package dev.awa.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sleeper takes locks that the whole server shares, and goes without where there are none. */
@Tag("sql")
class FullLockTableTest {

    private static final String MARKS =
            "select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'";
    private static final String SLEEP = """
            select format('%s %s', has_work, wait_ms <= 50)
            from awa.sleep_until_work(?::uuid, array(select 'q' || i from generate_series(1, 450) i))""";

    @RegisterExtension
    static final Servers servers = new Servers();

    @Test
    void sleeperPollsWhileTheServerHasNoLocksLeft() throws Exception {
        Cluster cluster = servers.start("full");
        Servers.install(cluster, "shop");
        try (Session sleeper = cluster.session("shop")) {
            String worker = sleeper.worker();
            sleeper.run("select awa.sleep_until_work(?::uuid, '{q1}')", worker);
            try (Session stranger = cluster.session("shop")) {
                stranger.run("""
                        do $$ begin for i in 1..1000000 loop perform pg_advisory_lock(7, i); end loop;
                        exception when out_of_memory then null; end $$""");
                stranger.run("select pg_advisory_unlock(7, i) from generate_series(1, 300) i");

                assertThat(sleeper.value(SLEEP, worker)).isEqualTo("f t");
                assertThat(sleeper.number(MARKS))
                        .as("it does not keep what it cannot use")
                        .isEqualTo(1);
            }
            Patience.until(
                    "the stranger to be gone",
                    () -> sleeper.number("select count(*) from pg_locks where classid = 7") == 0);

            assertThat(sleeper.value(SLEEP, worker)).startsWith("f");
            assertThat(sleeper.number(MARKS)).isEqualTo(450);
        }
    }
}
