package dev.awa.bench.peers;

import dev.awa.bench.BenchmarkException;
import dev.awa.bench.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A database of one peer, made for the benchmark, and the session that watches it. */
final class ScratchDatabase implements AutoCloseable {
    private static final String NOTE = "scratch database of awa bench peers";
    private static final String LARGEST_FIRST =
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                    + " where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')"
                    + " and n.nspname !~ '^pg_' order by pg_relation_size(c.oid) desc";

    private final Server server;
    private final Connection admin;
    private final String name;
    private Connection control;
    private boolean exactDead;

    private ScratchDatabase(Server server, Connection admin, String name) throws SQLException {
        this.server = server;
        this.admin = admin;
        this.name = name;
        control = create();
    }

    /** Makes the database; one that a killed benchmark has left is replaced, one of somebody else or in use is not. */
    static ScratchDatabase create(Server server, Connection admin, String name) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery(
                        "select coalesce(shobj_description(oid, 'pg_database'), ''), exists (select from pg_stat_activity"
                                + " where datname = '" + name + "') from pg_database where datname = '" + name + "'")) {
            if (row.next()) {
                if (!row.getString(1).equals(NOTE)) {
                    throw new BenchmarkException(
                            "The server has a database " + name + " that awa bench did not make; it needs that name.");
                }
                if (row.getBoolean(2)) {
                    throw new BenchmarkException("The database " + name + " is in use; is another awa bench running?");
                }
            }
        }
        return new ScratchDatabase(server, admin, name);
    }

    private Connection create() throws SQLException {
        execute(admin, "drop database if exists " + name + " with (force)");
        execute(admin, "create database " + name);
        execute(admin, "comment on database " + name + " is '" + NOTE + "'");
        Connection connection = server.open(name);
        Transactions.watch(connection);
        exactDead = tries(connection, "create schema awa_bench_driver")
                && tries(connection, "create extension pgstattuple schema awa_bench_driver");
        return connection;
    }

    /** Empties it, whoever is connected. */
    void recreate() throws SQLException {
        control.close();
        control = create();
    }

    String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    String uri() {
        return server.uri(name);
    }

    /** Whether dead row versions are counted in the tables, or taken from the statistics. */
    boolean countsDeadExactly() {
        return exactDead;
    }

    /** Position in the WAL of the server, in bytes. */
    long wal() throws SQLException {
        return number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }

    long backendPid() throws SQLException {
        return number("select pg_backend_pid()");
    }

    /** Dead row versions in all tables. */
    long deadTuples() throws SQLException {
        if (!exactDead) {
            return number("select coalesce(sum(n_dead_tup), 0)::bigint from pg_stat_user_tables");
        }
        return number(
                "select coalesce(sum((awa_bench_driver.pgstattuple(t::regclass)).dead_tuple_count), 0)::bigint from ("
                        + LARGEST_FIRST + ") as tables (t)");
    }

    /** Gives everybody fresh statistics and no debts of an earlier turn. */
    void tidy() throws SQLException {
        execute(control, "vacuum (analyze)");
        tries(control, "checkpoint"); // only with the right to
        Transactions.report(control);
    }

    /** Transactions of this database from now on. */
    Transactions transactions() throws SQLException {
        return new Transactions(admin, name);
    }

    /** A session in whose eyes nothing changes any more until it is closed. */
    Connection holdSnapshot() throws SQLException {
        Connection connection = server.open(name);
        Transactions.watch(connection);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        execute(connection, "select count(*) from pg_class");
        return connection;
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = control.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean tries(Connection connection, String sql) {
        try {
            execute(connection, sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Drops the database. */
    @Override
    public void close() throws SQLException {
        control.close();
        execute(admin, "drop database if exists " + name + " with (force)");
    }

    static List<String> settings() {
        return List.of(
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "shared_buffers",
                "max_wal_size",
                "wal_level",
                "autovacuum");
    }
}
