package dev.awa.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Row versions that a table, all its partitions together, got and lost.
 *
 * @param dead versions that vacuum would have to remove now
 */
record TableChanges(String table, long inserted, long updated, long deleted, long dead) {

    /** The counters of the server's statistics by table; sessions that have written must have {@link #flush flushed}. */
    static Map<String, TableChanges> read(Connection connection) throws SQLException {
        var tables = new TreeMap<String, TableChanges>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select coalesce(pg_partition_root(relid), relid)::regclass::text,
                               sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del), sum(n_dead_tup)
                        from pg_stat_user_tables
                        where schemaname in ('awa_store', 'awa_bench')
                        group by 1""")) {
            while (row.next()) {
                tables.put(
                        row.getString(1),
                        new TableChanges(
                                row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
            }
        }
        return tables;
    }

    /** Makes the counts of a session visible to others now. */
    static void flush(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
        }
    }

    /** What was counted since, of the tables where anything was. */
    static List<TableChanges> since(Map<String, TableChanges> before, Map<String, TableChanges> after) {
        return after.values().stream()
                .map(now -> {
                    var then = before.getOrDefault(now.table, new TableChanges(now.table, 0, 0, 0, 0));
                    return new TableChanges(
                            now.table,
                            now.inserted - then.inserted,
                            now.updated - then.updated,
                            now.deleted - then.deleted,
                            now.dead);
                })
                .filter(change -> change.inserted + change.updated + change.deleted + change.dead > 0)
                .toList();
    }

    Map<String, Object> toMap() {
        return Json.object("table", table, "inserted", inserted, "updated", updated, "deleted", deleted, "dead", dead);
    }
}
