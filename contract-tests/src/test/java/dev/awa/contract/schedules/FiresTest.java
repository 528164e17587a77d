package dev.awa.contract.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random specs around all changes of many zones: {@code next_fires} answers what a walk over instants finds. {@code
 * -Dawa.fires.seed} draws the same cases again, {@code -Dawa.fires.cases} says how many.
 */
@Tag("tools")
class FiresTest {

    private static final int CASES_OF_BATCH = 500;
    private static final int MOST_FINDINGS = 10;

    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;

    /** Asks for all cases of a batch; each answer is a list of seconds, or an error. */
    private static final String ANSWERS = """
            create function answer(spec text, zone text, after timestamptz, n int, opts jsonb) returns text
            language plpgsql as $$
            begin
              return (
                select coalesce(string_agg(extract(epoch from f.fire_at)::bigint::text, ' ' order by f.fire_at), '')
                from awa.next_fires(spec, zone, after, n, opts) f);
            exception when others then
              return sqlstate || ' ' || sqlerrm;
            end $$""";

    private static final String ASK = """
            select answer(c.spec, c.zone, to_timestamp(c.after), c.n, c.opts::jsonb)
            from unnest(?::text[], ?::text[], ?::bigint[], ?::int[], ?::text[])
              with ordinality c (spec, zone, after, n, opts, i)
            order by c.i""";

    /** A question to the database. end: up to where the walk goes. */
    private record Case(Spec spec, String zone, long after, long end, int n) {

        @Override
        public String toString() {
            return "select * from awa.next_fires('%s', '%s', '%s', %d, '%s')"
                    .formatted(spec.text(), zone, Instant.ofEpochSecond(after), n, spec.options());
        }
    }

    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    @Test
    void nextFiresAreWhatAWalkOverInstantsFinds() throws Exception {
        long seed = Long.getLong("awa.fires.seed", System.nanoTime() & 0xffffffffL);
        int cases = Integer.getInteger("awa.fires.cases", Boolean.getBoolean("awa.test.long") ? 2_000_000 : 4_000);
        System.out.printf("fires of schedules: -Dawa.fires.seed=%d -Dawa.fires.cases=%d%n", seed, cases);
        SplittableRandom random = new SplittableRandom(seed);
        List<Zones.Change> changes = Zones.changes();
        TreeSet<String> zonesSeen = new TreeSet<>();
        TreeSet<String> changesSeen = new TreeSet<>();
        try (TestDatabase database = TestServer.get().createDatabase("fires", FiresTest::prepare);
                Connection connection = database.connect()) {
            Zones zones = new Zones(connection);
            System.out.printf(
                    "%d changes of %d zones; years in which the time zone data differ: %s%n",
                    changes.size(), Zones.NAMES.size(), zones.differing());
            List<Case> batch = new ArrayList<>();
            int start = random.nextInt(changes.size());
            for (int i = 0; i < cases && findings.size() < MOST_FINDINGS; i++) {
                Zones.Change change = changes.get((start + i) % changes.size());
                Case next = draw(change, random);
                if (zones.agree(next.zone(), next.after(), next.end())) {
                    batch.add(next);
                    zonesSeen.add(next.zone());
                    changesSeen.add(change.toString());
                } else {
                    count("skipped since the time zone data differ");
                }
                if (batch.size() == CASES_OF_BATCH || i == cases - 1) {
                    compare(batch, connection);
                    batch.clear();
                }
            }
        }
        counts.put("changes of zones", (long) changesSeen.size());
        counts.forEach((what, number) -> System.out.printf("%,12d %s%n", number, what));
        assertThat(findings).as("with -Dawa.fires.seed=" + seed).isEmpty();
        assertThat(zonesSeen).hasSizeGreaterThanOrEqualTo(15);
        assertThat(counts.getOrDefault("skipped since the time zone data differ", 0L))
                .isLessThan(cases / 4);
    }

    private static void prepare(DataSource template) {
        try (Connection connection = template.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(ANSWERS);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From a while before a change, or some time in the months around it, to some days, some months or years later. */
    private static Case draw(Zones.Change change, SplittableRandom random) {
        Spec spec = Spec.draw(change.before(), random);
        long away = switch (random.nextInt(4)) {
            case 0 -> random.nextLong(-2 * HOUR, 2 * HOUR);
            case 1, 2 -> random.nextLong(-2 * DAY, DAY);
            default -> random.nextLong(-60 * DAY, 60 * DAY);
        };
        long after = change.at() + away;
        long length;
        if (spec.hasSeconds()) {
            length = random.nextInt(10) == 0 ? 8 * DAY : 2 * DAY;
        } else {
            int kind = random.nextInt(100);
            length = kind < 80 ? 5 * DAY : kind < 98 ? 100 * DAY : 1200 * DAY;
        }
        int n = random.nextInt(10) == 0 ? random.nextInt(1, 200) : random.nextInt(1, 9);
        return new Case(spec, change.zone(), after, after + length, n);
    }

    private void compare(List<Case> cases, Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(ASK)) {
            ask.setArray(
                    1,
                    array(connection, "text", cases.stream().map(c -> c.spec().text())));
            ask.setArray(2, array(connection, "text", cases.stream().map(Case::zone)));
            ask.setArray(3, array(connection, "bigint", cases.stream().map(Case::after)));
            ask.setArray(4, array(connection, "int", cases.stream().map(Case::n)));
            ask.setArray(
                    5,
                    array(connection, "text", cases.stream().map(c -> c.spec().options())));
            try (ResultSet answers = ask.executeQuery()) {
                for (Case each : cases) {
                    answers.next();
                    check(each, answers.getString(1));
                }
            }
        }
    }

    private static Array array(Connection connection, String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    private void check(Case asked, String answer) {
        Spec spec = asked.spec();
        count("cases");
        if (answer.startsWith("AW")) {
            count("refused, since they never fire");
            if (!answer.matches("AW001 day of (month|month and day of week) of spec never come.*")
                    || spec.everComes()) {
                findings.add(asked + ": " + answer);
            }
            return;
        }
        if (!answer.matches("[0-9 ]*")) {
            findings.add(asked + ": " + answer);
            return;
        }
        List<Long> found = new Walk(spec, Zones.rules(asked.zone())).fires(asked.after(), asked.end(), asked.n());
        List<Long> told = new ArrayList<>();
        for (String at : answer.split(" ")) {
            if (!at.isEmpty() && (told.size() < found.size() || Long.parseLong(at) <= asked.end())) {
                told.add(Long.parseLong(at));
            }
        }
        count(spec.followsTime() ? "in real time" : "in wall time");
        if (spec.hasSeconds()) {
            count("with seconds");
        }
        if (spec.text().contains("H")) {
            count("spread by a name");
        }
        if (spec.daysOfMonth().isRestricted() && spec.daysOfWeek().isRestricted()) {
            count(spec.asksBoth() ? "restricted to both days" : "restricted to either day");
        }
        counts.merge("fires", (long) found.size(), Long::sum);
        if (!told.equals(found)) {
            findings.add(asked + ":\n  told  " + instants(told) + "\n  found " + instants(found));
        }
    }

    private static List<Instant> instants(List<Long> seconds) {
        return seconds.stream().limit(12).map(Instant::ofEpochSecond).toList();
    }

    private void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }
}
