package dev.awa.contract.schedules;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Zones with changes of all sorts, and in which years their rules are the same for the database and for this JDK. */
final class Zones {

    static final List<String> NAMES = List.of(
            "UTC",
            "Africa/Cairo",
            "Africa/Casablanca",
            "America/Asuncion",
            "America/Caracas",
            "America/Havana",
            "America/Los_Angeles",
            "America/New_York",
            "America/Nuuk",
            "America/Santiago",
            "America/Sao_Paulo",
            "America/St_Johns",
            "Antarctica/Casey",
            "Antarctica/Troll",
            "Asia/Amman",
            "Asia/Beirut",
            "Asia/Gaza",
            "Asia/Kathmandu",
            "Asia/Kolkata",
            "Asia/Pyongyang",
            "Asia/Tehran",
            "Australia/Lord_Howe",
            "Australia/Sydney",
            "Europe/Berlin",
            "Europe/Dublin",
            "Europe/Istanbul",
            "Europe/London",
            "Europe/Moscow",
            "Europe/Samara",
            "Pacific/Apia",
            "Pacific/Auckland",
            "Pacific/Chatham",
            "Pacific/Fakaofo",
            "Pacific/Norfolk");

    static final int FIRST_YEAR = 2007;
    static final int LAST_YEAR = 2030;

    /** Fires may lie beyond. */
    private static final int LAST_YEAR_OF_FIRES = LAST_YEAR + 8;

    /** A time when the clock of a zone is changed, in seconds since the epoch; of a zone without any, some time. */
    record Change(String zone, long at) {

        /** What the clock shows before it. */
        LocalDateTime before() {
            ZoneOffset offset = rules(zone).getOffset(Instant.ofEpochSecond(at - 1));
            return LocalDateTime.ofEpochSecond(at, 0, offset);
        }
    }

    private final Map<String, Set<Integer>> differing = new TreeMap<>();

    Zones(Connection connection) throws SQLException {
        for (String zone : NAMES) {
            Set<Integer> years = differingYears(zone, connection);
            if (!years.isEmpty()) {
                differing.put(zone, years);
            }
        }
    }

    static ZoneRules rules(String zone) {
        return ZoneId.of(zone).getRules();
    }

    /** Zones with the years in which they differ. */
    Map<String, Set<Integer>> differing() {
        return differing;
    }

    boolean agree(String zone, long from, long to) {
        Set<Integer> years = differing.getOrDefault(zone, Set.of());
        for (int year = year(from - 86400 * 3); year <= year(to + 86400 * 3); year++) {
            if (years.contains(year)) {
                return false;
            }
        }
        return year(to) <= LAST_YEAR_OF_FIRES;
    }

    /** All changes of all zones in the years, those on which the two do not agree included. */
    static List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (String zone : NAMES) {
            List<Long> times = transitions(rules(zone), FIRST_YEAR, LAST_YEAR);
            if (times.isEmpty()) {
                times = List.of(start(2024) + 86400 * 59);
            }
            times.forEach(at -> changes.add(new Change(zone, at)));
        }
        return changes;
    }

    /** Asks for the offsets on each day, and around each change that Java knows. */
    private static Set<Integer> differingYears(String zone, Connection connection) throws SQLException {
        List<Long> times = new ArrayList<>();
        for (long at = start(FIRST_YEAR - 1); at < start(LAST_YEAR_OF_FIRES + 1); at += 86400) {
            times.add(at);
        }
        for (long at : transitions(rules(zone), FIRST_YEAR - 1, LAST_YEAR_OF_FIRES)) {
            times.add(at - 1);
            times.add(at);
        }
        Set<Integer> years = new TreeSet<>();
        try (PreparedStatement ask = connection.prepareStatement("""
                select t, extract(epoch from to_timestamp(t) at time zone ?)::bigint - t
                from unnest(?) t""")) {
            ask.setString(1, zone);
            ask.setArray(2, connection.createArrayOf("bigint", times.toArray()));
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    Instant at = Instant.ofEpochSecond(rows.getLong(1));
                    if (rules(zone).getOffset(at).getTotalSeconds() != rows.getLong(2)) {
                        years.add(year(rows.getLong(1)));
                    }
                }
            }
        }
        return years;
    }

    private static List<Long> transitions(ZoneRules rules, int firstYear, int lastYear) {
        List<Long> times = new ArrayList<>();
        ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(start(firstYear) - 1));
        while (next != null && next.toEpochSecond() < start(lastYear + 1)) {
            times.add(next.toEpochSecond());
            next = rules.nextTransition(next.getInstant());
        }
        return times;
    }

    private static long start(int year) {
        return LocalDate.of(year, 1, 1).toEpochSecond(LocalTime.MIDNIGHT, ZoneOffset.UTC);
    }

    private static int year(long at) {
        return Instant.ofEpochSecond(at).atOffset(ZoneOffset.UTC).getYear();
    }
}
