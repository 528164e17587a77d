package dev.awa.bench.peers;

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
 * @param loadAverage of this machine over a minute, before the first run; negative if it isn't known
 */
record Conditions(String server, Map<String, String> settings, int cores, double loadAverage) {

    static Conditions read(Connection connection) throws SQLException {
        var settings = new LinkedHashMap<String, String>();
        String version;
        try (Statement statement = connection.createStatement()) {
            for (String name : ScratchDatabase.settings()) {
                try (ResultSet row = statement.executeQuery("show " + name)) {
                    row.next();
                    settings.put(name, row.getString(1));
                }
            }
            try (ResultSet row = statement.executeQuery("select version()")) {
                row.next();
                version = row.getString(1);
            }
        }
        return new Conditions(
                version,
                settings,
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    List<String> warnings() {
        var warnings = new ArrayList<String>();
        for (String name : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if ("off".equals(settings.get(name))) {
                warnings.add(name + " is off on this server, as it is on embedded ones: these figures must never be"
                        + " quoted, and small transactions seem far cheaper than they are.");
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
}
