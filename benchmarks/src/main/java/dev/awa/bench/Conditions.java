package dev.awa.bench;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where figures come from.
 *
 * @param loadAverage of the client's machine over a minute, before the first run; negative if it isn't known
 */
public record Conditions(
        String server, Map<String, String> settings, String contract, int schema, int cores, double loadAverage) {

    /** Reads the server's side over the connection, and the client's from this process. */
    public static Conditions read(Connection connection) throws SQLException {
        var settings = new LinkedHashMap<String, String>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("""
                    select name, current_setting(name)
                    from unnest('{fsync, synchronous_commit, full_page_writes, shared_buffers, max_wal_size, wal_level,
                                  autovacuum}'::text[]) name""")) {
                while (row.next()) {
                    settings.put(row.getString(1), row.getString(2));
                }
            }
            try (ResultSet row =
                    statement.executeQuery("select version(), awa.contract_version(), awa.schema_version()")) {
                row.next();
                return new Conditions(
                        row.getString(1),
                        settings,
                        row.getString(2),
                        row.getInt(3),
                        Runtime.getRuntime().availableProcessors(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            }
        }
    }

    /** Why the figures may not be what they seem; empty if nothing is known against them. */
    public List<String> warnings() {
        var warnings = new ArrayList<String>();
        for (String name : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if ("off".equals(settings.get(name))) {
                warnings.add(name + " is off on this server, as it is on embedded ones: these figures must never be"
                        + " quoted, and single INSERTs seem far cheaper than they are.");
            }
        }
        if (loadAverage > cores / 2.0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the load average was %.1f on %d cores before the first run: the figures are noisy.",
                    loadAverage,
                    cores));
        }
        return warnings;
    }

    /** The client's side in a line. */
    public String client() {
        return String.format(
                Locale.ROOT, "%d cores, load average %.1f before, java %s", cores, loadAverage, Runtime.version());
    }

    /** All of it, for {@link Json}. */
    public Map<String, Object> toMap() {
        return Json.object(
                "server", server,
                "settings", settings,
                "contract_version", contract,
                "schema_version", schema,
                "client_cores", cores,
                "client_load_average", loadAverage,
                "client_java", Runtime.version());
    }
}
