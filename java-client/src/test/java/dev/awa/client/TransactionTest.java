package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.awa.testkit.AwaDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionTest {

    private static final SendEmail EMAIL = new SendEmail("a@example.com", "hi");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private AwaClient awa;

    @BeforeEach
    void createClient() {
        database.get().run("create table public.orders (id int primary key)");
        awa = AwaClient.create(database.get().dataSource());
    }

    private String jobsAndOrders() {
        return database.get()
                .value("select (select count(*) from awa.jobs) || ' jobs, ' || (select count(*) from public.orders)"
                        + " || ' orders'");
    }

    private static void order(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into public.orders values (1)");
        }
    }

    @Test
    void jobInACallersConnectionIsThereWhenTheCallerCommits() throws Exception {
        try (Connection connection = database.get().connect()) {
            connection.setAutoCommit(false);
            order(connection);
            awa.using(connection).insert(SendEmail.KIND, EMAIL);

            assertThat(jobsAndOrders()).isEqualTo("0 jobs, 0 orders");
            connection.commit();
            assertThat(jobsAndOrders()).isEqualTo("1 jobs, 1 orders");
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void jobInACallersConnectionIsGoneWhenTheCallerRollsBack() throws Exception {
        try (Connection connection = database.get().connect()) {
            connection.setAutoCommit(false);
            order(connection);
            long id = awa.using(connection).insert(SendEmail.KIND, EMAIL).id();
            assertThat(awa.using(connection).getJob(id)).isPresent();

            connection.rollback();
        }
        assertThat(jobsAndOrders()).isEqualTo("0 jobs, 0 orders");
    }

    @Test
    void errorLeavesTheCallersTransactionToTheCaller() throws Exception {
        try (Connection connection = database.get().connect()) {
            connection.setAutoCommit(false);
            order(connection);
            var savepoint = connection.setSavepoint();
            assertThatThrownBy(() -> awa.using(connection).insert(SendEmail.KIND, EMAIL, o -> o.priority(0)))
                    .isInstanceOf(AwaException.InvalidArgument.class);

            connection.rollback(savepoint);
            awa.using(connection).insert(SendEmail.KIND, EMAIL);
            connection.commit();
        }
        assertThat(jobsAndOrders()).isEqualTo("1 jobs, 1 orders");
    }

    @Test
    void jobInAJooqTransactionIsThereWhenItCommits() {
        DSLContext context = DSL.using(database.get().dataSource(), SQLDialect.POSTGRES);

        context.transaction(transaction -> {
            transaction.dsl().execute("insert into public.orders values (1)");
            awa.using(transaction.dsl()).insert(SendEmail.KIND, EMAIL);
            assertThat(jobsAndOrders()).isEqualTo("0 jobs, 0 orders");
        });

        assertThat(jobsAndOrders()).isEqualTo("1 jobs, 1 orders");
    }

    @Test
    void jobInAJooqTransactionIsGoneWhenItRollsBack() {
        DSLContext context = DSL.using(database.get().dataSource(), SQLDialect.POSTGRES);

        assertThatThrownBy(() -> context.transaction(transaction -> {
                    transaction.dsl().execute("insert into public.orders values (1)");
                    awa.using(transaction.dsl()).insert(SendEmail.KIND, EMAIL);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        assertThat(jobsAndOrders()).isEqualTo("0 jobs, 0 orders");
    }

    @Test
    void settingsOfACallersContextDoNotChangeWhatIsCalled() {
        DSLContext context =
                DSL.using(database.get().dataSource(), SQLDialect.DEFAULT, new Settings().withRenderSchema(false));

        awa.using(context).insert(SendEmail.KIND, EMAIL, o -> o.uniqueByArgs("to"));

        assertThat(awa.using(context)
                        .cancelByUniqueKey(SendEmail.KIND, EMAIL, UniqueBy.args("to"))
                        .cancelled())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientOfADataSourceCommitsEachCall(boolean autoCommit) {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.get().jdbcUrl());
            pool.setAutoCommit(autoCommit);
            pool.setMaximumPoolSize(1);
            AwaClient pooled = AwaClient.create(pool);

            long id = pooled.insert(SendEmail.KIND, EMAIL).id();

            assertThat(jobsAndOrders()).isEqualTo("1 jobs, 0 orders");
            assertThatThrownBy(() -> pooled.insert(SendEmail.KIND, EMAIL, o -> o.queue("")))
                    .isInstanceOf(AwaException.InvalidArgument.class);
            assertThat(pooled.getJob(id)).isPresent();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    void transactionBoundDataSourceIsLeftUncommitted() throws Exception {
        try (Connection connection = database.get().connect()) {
            connection.setAutoCommit(false);
            AwaClient bound = awa.using(boundTo(connection));

            bound.insert(SendEmail.KIND, EMAIL);
            bound.insert(SendEmail.KIND, EMAIL);

            assertThat(jobsAndOrders()).isEqualTo("0 jobs, 0 orders");
            connection.commit();
        }
        assertThat(jobsAndOrders()).isEqualTo("2 jobs, 0 orders");
    }

    /** What Spring's proxy does: the transaction's connection, whose close does nothing. */
    private static DataSource boundTo(Connection connection) {
        Connection unclosed = (Connection) Proxy.newProxyInstance(
                TransactionTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                TransactionTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return unclosed;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
