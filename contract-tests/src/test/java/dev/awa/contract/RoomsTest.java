package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The files of the schema lie in rooms, and calls go to lower rooms only: as the map in {@code db/awa/README.md} says. */
@Tag("sql")
class RoomsTest {

    private static final Path ROOT = PgTapDatabase.MODULE.resolve("../schema/src/main/resources/db/awa");

    private static final Pattern DEFINITION =
            Pattern.compile("(?m)^create (?:or replace )?(?:function|procedure|view) (awa(?:_store)?\\.\\w+)");
    private static final Pattern NAME = Pattern.compile("\\b(awa(?:_store)?\\.\\w+)");
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern INSERT = Pattern.compile("insert into awa_store\\.(?:ready|deferred|ended)\\b");
    private static final Pattern ROW_OF_A_TYPE = Pattern.compile("\\)::awa_store\\.(\\w+)");
    private static final Pattern HOOK = Pattern.compile("`(\\w+)`");

    /** Their statements stand where they are called: with a function between, enqueues took a fifth longer. */
    private static final List<String> SHORTEST_WAYS =
            List.of("8_api/produce/insert_job.sql", "8_api/produce/insert_jobs.sql", "9_views/new_jobs.sql");

    private static final String MOVES_WHOLE_ROWS = "awa_store.carried";

    private static final int LONGEST_LINE = 120;

    /** The call by which new_jobs enters a job. Each error shows it with its line ends, so it has none. */
    private static final String SHOWN_BY_ERRORS = "  from awa.insert_job(new.kind, ";

    /** Functions and views, with the file that defines each. */
    private static final Map<String, String> files = new TreeMap<>();

    /** Functions, with the source of each. */
    private static final Map<String, String> sources = new TreeMap<>();

    private static final Set<String> tables = new TreeSet<>();

    private static final List<String> invalid = new ArrayList<>();

    /** Those that ready, deferred and ended have in common. */
    private static final List<String> columnsOfJobs = new ArrayList<>();

    @BeforeAll
    static void read() throws SQLException {
        for (Path file : scripts()) {
            for (MatchResult made : DEFINITION.matcher(text(file)).results().toList()) {
                files.merge(
                        made.group(1), pathOf(file), (one, other) -> one.equals(other) ? one : one + " and " + other);
            }
        }
        try (TestDatabase database = PgTapDatabase.create();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet functions = statement.executeQuery("""
                    select n.nspname || '.' || p.proname, string_agg(p.prosrc, ' ')
                    from pg_proc p
                    join pg_namespace n on n.oid = p.pronamespace
                    where n.nspname in ('awa', 'awa_store')
                    group by 1""")) {
                while (functions.next()) {
                    sources.put(functions.getString(1), functions.getString(2));
                }
            }
            try (ResultSet columns = statement.executeQuery("""
                    select a.attname
                    from pg_attribute a
                    where a.attrelid in ('awa_store.ready'::regclass, 'awa_store.deferred'::regclass, 'awa_store.ended'::regclass)
                      and a.attnum > 0 and not a.attisdropped
                    group by 1
                    having count(*) = 3""")) {
                while (columns.next()) {
                    columnsOfJobs.add(columns.getString(1));
                }
            }
            try (ResultSet names = statement.executeQuery("""
                    select c.relname
                    from pg_class c
                    where c.relnamespace = 'awa_store'::regnamespace and c.relkind in ('r', 'p')""")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            statement.execute("""
                    create function pg_temp.fault(p pg_proc, l name) returns text language plpgsql as $$
                    begin
                      if l = 'plpgsql' then
                        perform plpgsql_validator(p.oid);
                      else
                        perform fmgr_sql_validator(p.oid);
                      end if;
                      return null;
                    exception when others then
                      return p.oid::regprocedure || ': ' || sqlerrm;
                    end $$""");
            try (ResultSet faults = statement.executeQuery("""
                    select f
                    from pg_proc p
                    join pg_language l on l.oid = p.prolang
                    cross join lateral pg_temp.fault(p, l.lanname) f
                    where p.pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace) and f is not null""")) {
                while (faults.next()) {
                    invalid.add(faults.getString(1));
                }
            }
        }
    }

    @Test
    void everyBodyIsValid() {
        assertThat(sources).hasSizeGreaterThan(200);
        assertThat(invalid).isEmpty();
    }

    @Test
    void everyFunctionHasOneFile() {
        assertThat(files.values()).noneMatch(file -> file.contains(" and "));
        assertThat(files.keySet()).containsAll(sources.keySet());
    }

    @Test
    void callsGoToLowerRoomsOrToHooks() {
        Set<String> hooks = hooks();
        List<String> wrong = new ArrayList<>();
        Set<String> used = new TreeSet<>();
        eachCall((caller, called) -> {
            String from = room(caller);
            String to = room(called);
            boolean isUp = to.compareTo(from) > 0;
            boolean isBeside = from.equals("5_features")
                    && to.equals(from)
                    && !folder(files.get(caller)).equals(folder(files.get(called)));
            if (isUp && to.equals("5_features") && hooks.contains(nameOf(called))) {
                used.add(nameOf(called));
            } else if (isUp || isBeside) {
                wrong.add("%s (%s) calls %s (%s)".formatted(caller, files.get(caller), called, files.get(called)));
            }
        });

        assertThat(wrong).isEmpty();
        assertThat(used).as("the hooks of the map").isEqualTo(hooks);
    }

    @Test
    void mapShowsTheCallsBetweenRooms() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        eachCall((caller, called) -> {
            String from = room(caller);
            String to = room(called);
            if (!from.equals(to) && !to.equals("0_tables")) {
                arrows.computeIfAbsent(
                                from + (to.compareTo(from) > 0 ? " -.-> " : " --> ") + to, key -> new TreeSet<>())
                        .add(nameOf(caller) + " " + nameOf(called));
            }
        });
        StringBuilder drawn = new StringBuilder("```mermaid\nflowchart TD\n");
        arrows.keySet().forEach(arrow -> drawn.append("  ").append(arrow).append('\n'));
        drawn.append("```");

        String map = map();
        assertThat(map.substring(map.indexOf("<!-- arrows -->") + 16, map.indexOf("<!-- /arrows -->"))
                        .strip())
                .isEqualTo(drawn.toString());
    }

    @Test
    void onlyTheRoomOfJobsAndTheRingInsertRowsOfJobs() {
        List<String> others = new ArrayList<>();
        for (Path file : scripts()) {
            String path = pathOf(file);
            if (INSERT.matcher(text(file)).find()
                    && !path.startsWith("3_jobs/")
                    && !path.startsWith("7_housekeeping/ring/")) {
                others.add(path);
            }
        }

        assertThat(others).containsExactlyElementsOf(SHORTEST_WAYS);
    }

    @Test
    void everyMoveTakesAllColumnsOfAJobAlong() {
        List<String> wrong = new ArrayList<>();
        files.forEach((name, file) -> {
            if (file.equals("3_jobs/rows.sql") && !name.equals(MOVES_WHOLE_ROWS)) {
                for (String column : columnsOfJobs) {
                    boolean isLeft = name.equals("awa_store.archived") && column.equals("progress");
                    if (!isLeft
                            && !Pattern.compile("\\b" + column + "\\b")
                                    .matcher(sources.get(name))
                                    .find()) {
                        wrong.add(name + " loses " + column);
                    }
                }
            }
        });

        assertThat(columnsOfJobs).contains("args", "unique_key", "progress").hasSizeGreaterThan(10);
        assertThat(wrong).isEmpty();
    }

    /** Such a cast fails from the moment when an upgrade adds a column until it replaces the function. */
    @Test
    void noListOfValuesIsMadeARowOfATable() {
        List<String> wrong = new ArrayList<>();
        sources.forEach((name, source) -> ROW_OF_A_TYPE
                .matcher(source)
                .results()
                .filter(cast -> tables.contains(cast.group(1)))
                .forEach(cast -> wrong.add(name + " has " + cast.group())));

        assertThat(tables).contains("ready", "ended", "ring");
        assertThat(wrong).isEmpty();
    }

    @Test
    void linesAreShortAndPlain() {
        List<String> wrong = new ArrayList<>();
        for (Path file : scripts()) {
            String text = text(file);
            if (!text.endsWith("\n") || text.endsWith("\n\n")) {
                wrong.add(pathOf(file) + " does not end with one line end");
            }
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                boolean isLong = line.length() > LONGEST_LINE && !line.startsWith(SHOWN_BY_ERRORS);
                if (isLong || line.contains("\t") || line.endsWith(" ")) {
                    wrong.add("%s:%d: %s".formatted(pathOf(file), i + 1, line));
                }
            }
        }

        assertThat(wrong)
                .as("lines longer than %s, with a tab, or with a blank at their end", LONGEST_LINE)
                .isEmpty();
    }

    private interface Call {
        void of(String caller, String called);
    }

    /** All calls between functions that rooms define, and from views; names in comments and texts are none. */
    private static void eachCall(Call call) {
        Map<String, String> bodies = new TreeMap<>(sources);
        for (Path file : scripts()) {
            if (pathOf(file).startsWith("9_views/")) {
                DEFINITION.matcher(text(file)).results().forEach(view -> bodies.putIfAbsent(view.group(1), text(file)));
            }
        }
        bodies.forEach((caller, body) -> {
            String code = TEXT.matcher(COMMENT.matcher(body).replaceAll("")).replaceAll("''");
            NAME.matcher(code)
                    .results()
                    .map(name -> name.group(1))
                    .distinct()
                    .filter(called -> !called.equals(caller)
                            && sources.containsKey(called)
                            && files.containsKey(called)
                            && files.containsKey(caller))
                    .forEach(called -> call.of(caller, called));
        });
    }

    private static Set<String> hooks() {
        String map = map();
        String section = map.substring(map.indexOf("## Hooks"), map.indexOf("## Where"));
        Set<String> hooks = new TreeSet<>();
        section.lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> HOOK.matcher(line.substring(line.indexOf('|', 1)))
                        .results()
                        .forEach(hook -> hooks.add(hook.group(1))));
        return hooks;
    }

    private static String room(String name) {
        String file = files.get(name);
        return file.startsWith("tables/") ? "0_tables" : file.substring(0, file.indexOf('/'));
    }

    private static String folder(String file) {
        return file.substring(0, file.lastIndexOf('/'));
    }

    private static String nameOf(String qualified) {
        return qualified.substring(qualified.indexOf('.') + 1);
    }

    private static String pathOf(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    private static String map() {
        return text(ROOT.resolve("README.md"));
    }

    private static List<Path> scripts() {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
