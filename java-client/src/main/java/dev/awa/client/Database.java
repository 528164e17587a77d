package dev.awa.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Where a client gets its connection from, and who ends the transaction. */
interface Database {

    /** What the generated code relies on, whatever the caller's own settings are. */
    Settings SETTINGS = quietly(new Settings()).withExecuteLogging(false);

    /** The library greets and gives tips in the log of a program that has not chosen it; one that wants that says so. */
    private static Settings quietly(Settings settings) {
        for (String property : List.of("org.jooq.no-logo", "org.jooq.no-tips")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
        return settings;
    }

    <T> T call(Function<DSLContext, T> work);

    /** A connection per call, with a transaction of its own, which is committed. */
    static Database ownTransactions(DataSource dataSource) {
        return new Database() {
            @Override
            public <T> T call(Function<DSLContext, T> work) {
                try (Connection connection = dataSource.getConnection()) {
                    if (connection.getAutoCommit()) {
                        return work.apply(DSL.using(connection, SQLDialect.POSTGRES, SETTINGS));
                    }
                    return inTransaction(connection, work);
                } catch (SQLException e) {
                    throw new DataAccessException(e.getMessage(), e);
                }
            }
        };
    }

    private static <T> T inTransaction(Connection connection, Function<DSLContext, T> work) throws SQLException {
        try {
            T result = work.apply(DSL.using(connection, SQLDialect.POSTGRES, SETTINGS));
            connection.commit();
            return result;
        } catch (RuntimeException | SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException rollbackFailure) {
                e.addSuppressed(rollbackFailure);
            }
            throw e;
        }
    }

    /** A data source that hands out the connection of the caller's transaction: nothing is committed. */
    static Database boundDataSource(DataSource dataSource) {
        return new Database() {
            @Override
            public <T> T call(Function<DSLContext, T> work) {
                try (Connection connection = dataSource.getConnection()) {
                    return work.apply(DSL.using(connection, SQLDialect.POSTGRES, SETTINGS));
                } catch (SQLException e) {
                    throw new DataAccessException(e.getMessage(), e);
                }
            }
        };
    }

    /** The caller's context: its connections, its transaction, its listeners. */
    static Database context(DSLContext context) {
        DSLContext ours = DSL.using(context.configuration().derive(SETTINGS).derive(SQLDialect.POSTGRES));
        return new Database() {
            @Override
            public <T> T call(Function<DSLContext, T> work) {
                return work.apply(ours);
            }
        };
    }

    /** The same, with the contract's version checked before the first call and its errors named. */
    static Database checked(Database database, AtomicBoolean known) {
        return new Database() {
            @Override
            public <T> T call(Function<DSLContext, T> work) {
                try {
                    return database.call(context -> {
                        if (!known.get()) {
                            Rows.requireSupportedContract(context);
                            known.set(true);
                        }
                        return work.apply(context);
                    });
                } catch (AwaException e) {
                    throw e;
                } catch (RuntimeException e) {
                    AwaException named = AwaException.of(e);
                    throw named == null ? e : named;
                }
            }
        };
    }
}
