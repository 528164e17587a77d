package dev.awa.bench.shapes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What Awa's tables take up, whatever tables there are. */
final class Store {
    private static final String TABLES =
            "from pg_class c where c.relnamespace = 'awa_store'::regnamespace and c.relkind in ('r', 'm')";

    private Store() {}

    /** Bytes of all tables with their indexes. */
    static double bytes(Bench bench) throws SQLException {
        return bench.number("select coalesce(sum(pg_total_relation_size(c.oid)), 0) " + TABLES);
    }

    /** Dead rows of all tables as the server's statistics guess. */
    static double guessedDead(Bench bench) throws SQLException {
        return bench.number(
                "select coalesce(sum(n_dead_tup), 0) from pg_stat_all_tables where schemaname = 'awa_store'");
    }

    /** Dead rows by table, partitions together, of those that have any; counted by pgstattuple if that can be had. */
    static Map<String, Long> dead(Bench bench, Result result) throws SQLException {
        boolean counted = hasPgStatTuple(bench);
        result.note(
                counted
                        ? "Dead rows are counted by pgstattuple."
                        : "Dead rows are what the server's statistics guess: pgstattuple cannot be had.");
        String dead = counted ? "(pgstattuple(c.oid)).dead_tuple_count" : "pg_stat_get_dead_tuples(c.oid)";
        var tables = new TreeMap<String, Long>();
        try (Statement statement = bench.control().createStatement();
                ResultSet rows =
                        statement.executeQuery("select coalesce(pg_partition_root(t.oid), t.oid)::regclass::text,"
                                + " sum(t.dead) from (select c.oid, " + dead + " as dead " + TABLES
                                + ") t group by 1 having sum(t.dead) > 0")) {
            while (rows.next()) {
                tables.put(rows.getString(1), rows.getLong(2));
            }
        }
        return tables;
    }

    private static boolean hasPgStatTuple(Bench bench) throws SQLException {
        try (Statement statement = bench.control().createStatement()) {
            statement.execute("create extension if not exists pgstattuple");
            return true;
        } catch (SQLException e) {
            if (e.getSQLState().startsWith("08")) {
                throw e;
            }
            // not installed here, or not allowed
            return false;
        }
    }
}
