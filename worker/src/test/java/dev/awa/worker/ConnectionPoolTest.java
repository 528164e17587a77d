package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.awa.testkit.AwaDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try")
class ConnectionPoolTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final HikariConfig config = new HikariConfig();
    private Jobs jobs;

    @BeforeEach
    void connect() {
        jobs = new Jobs(database.get());
        config.setDataSource(database.get().dataSource());
        config.setMaximumPoolSize(AwaWorker.CONNECTIONS);
        config.setMinimumIdle(AwaWorker.CONNECTIONS);
    }

    private AwaWorker worker(HikariDataSource pool) {
        return AwaWorker.builder(pool)
                .queue("default")
                .handle("work", (args, job) -> JobResult.done())
                .start();
    }

    @Test
    void fiveConnectionsOfAPoolSuffice() {
        try (var pool = new HikariDataSource(config);
                var worker = worker(pool)) {
            jobs.insertMany("work", 200);
            jobs.awaitCount("completed", 200);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(5);
        }
    }

    @Test
    void connectionsGoBackAsTheyWere() throws SQLException {
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        try (var pool = new HikariDataSource(config)) {
            var jobsDone = new AtomicInteger();
            try (var worker = worker(pool)) {
                jobs.awaitState(jobs.insert("work"), "completed");
                jobsDone.incrementAndGet();
            }
            assertThat(jobsDone.get()).isEqualTo(1);
            for (Connection connection : takeAll(pool)) {
                try (connection) {
                    assertThat(connection.getAutoCommit()).isFalse();
                    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
                    assertThat(connection.getNetworkTimeout()).isZero();
                    assertThat(value(connection, "select count(*) from pg_listening_channels()"))
                            .isEqualTo("0");
                    assertThat(
                                    value(
                                            connection,
                                            "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"))
                            .isEqualTo("0");
                    assertThat(value(connection, "show transaction_isolation")).isEqualTo("repeatable read");
                }
            }
        }
    }

    @Test
    void brokenConnectionsOfAPoolAreReplaced() {
        try (var pool = new HikariDataSource(config);
                var worker = worker(pool)) {
            for (int i = 0; i < 3; i++) {
                jobs.awaitState(jobs.insert("work"), "completed");
                database.get().run("""
                                select pg_terminate_backend(pid) from pg_stat_activity
                                 where datname = current_database() and pid <> pg_backend_pid()""");
            }
            jobs.awaitState(jobs.insert("work"), "completed");
        }
    }

    private static List<Connection> takeAll(HikariDataSource pool) throws SQLException {
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
            connections.add(pool.getConnection());
        }
        return connections;
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
