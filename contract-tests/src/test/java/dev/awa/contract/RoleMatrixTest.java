package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Logins with one role each try every verb, every view, every private table and every private function. */
@Tag("sql")
class RoleMatrixTest {

    private static final List<String> ROLES = List.of("producer", "worker", "operator", "observer", "nothing");

    private static final Map<String, Set<String>> VIEWS = Map.of(
            "select from awa.jobs", Set.of("operator", "observer"),
            "select from awa.limits", Set.of("operator", "observer"),
            "select from awa.kinds", Set.of("producer", "worker", "operator", "observer"),
            "select from awa.new_jobs", Set.of("producer", "worker", "operator"),
            "update awa.new_jobs set queue = 'q'", Set.of("producer", "worker", "operator"),
            "insert into awa.new_jobs (kind) values ('x') returning id, outcome, state",
                    Set.of("producer", "worker", "operator"));

    private static TestDatabase database;
    private static final Map<String, Connection> LOGINS = new LinkedHashMap<>();

    @BeforeAll
    static void logIn() throws SQLException {
        database = PgTapDatabase.create();
        for (String role : ROLES) {
            database.run("drop role if exists awa_matrix_" + role);
            database.run("create role awa_matrix_" + role + " login password 'matrix'");
            if (!role.equals("nothing")) {
                database.run("grant awa_" + role + " to awa_matrix_" + role);
            }
            LOGINS.put(role, database.dataSource("awa_matrix_" + role, "matrix").getConnection());
        }
    }

    @AfterAll
    static void logOut() throws SQLException {
        for (Map.Entry<String, Connection> login : LOGINS.entrySet()) {
            login.getValue().close();
            database.run("drop role awa_matrix_" + login.getKey());
        }
        database.close();
    }

    @TestFactory
    Stream<DynamicNode> eachRole() throws Exception {
        Map<String, Set<String>> verbs = verbs();
        List<String> calls =
                list("select p.proname from pg_proc p where p.pronamespace = 'awa'::regnamespace order by 1");
        assertThat(verbs.keySet()).as("verbs of security/roles.txt").containsExactlyElementsOf(calls);
        return ROLES.stream().map(role -> DynamicContainer.dynamicContainer(role, tests(role, verbs)));
    }

    private static Stream<DynamicTest> tests(String role, Map<String, Set<String>> verbs) {
        List<DynamicTest> tests = new ArrayList<>();
        try {
            for (Map.Entry<String, Set<String>> verb : verbs.entrySet()) {
                String call = database.value(
                        "select 'select from awa.' || p.proname || '('"
                                + " || (select coalesce(string_agg('null::' || format_type(t, null), ', '), '') from unnest(p.proargtypes) t) || ')'"
                                + " from pg_proc p where p.pronamespace = 'awa'::regnamespace and p.proname = ?",
                        verb.getKey());
                tests.add(test(role, call, verb.getValue().contains(role)));
            }
            for (String table : list("""
                    select c.oid::regclass::text from pg_class c
                    where c.relnamespace = 'awa_store'::regnamespace and c.relkind in ('r', 'p') order by 1""")) {
                for (String action :
                        List.of("select from %s", "delete from %s", "insert into %s default values", "truncate %s")) {
                    tests.add(test(role, action.formatted(table), false));
                }
            }
            for (String view : list("select c.oid::regclass::text from pg_class c"
                    + " where c.relnamespace = 'awa_store'::regnamespace and c.relkind = 'v' order by 1")) {
                tests.add(test(role, "select from " + view, false));
            }
            for (String sequence : list("select c.oid::regclass::text from pg_class c"
                    + " where c.relnamespace = 'awa_store'::regnamespace and c.relkind = 'S' order by 1")) {
                tests.add(test(role, "select nextval('" + sequence + "')", false));
            }
            for (String call : list("""
                    select 'select from awa_store.' || p.proname || '('
                      || (select coalesce(string_agg('null::' || format_type(t, null), ', '), '') from unnest(p.proargtypes) t) || ')'
                    from pg_proc p
                    where p.pronamespace = 'awa_store'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
                    order by 1""")) {
                tests.add(test(role, call, false));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        VIEWS.forEach((sql, roles) -> tests.add(test(role, sql, roles.contains(role))));
        return tests.stream();
    }

    private static DynamicTest test(String role, String sql, boolean may) {
        return DynamicTest.dynamicTest((may ? "may " : "may not ") + sql, () -> {
            String state = outcome(LOGINS.get(role), sql);
            if (may) {
                assertThat(state).isNotEqualTo("42501");
            } else {
                assertThat(state).isEqualTo("42501");
            }
        });
    }

    /** The SQLSTATE; nothing stays. */
    private static @Nullable String outcome(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
        } catch (SQLException e) {
            return e.getSQLState();
        } finally {
            connection.rollback();
        }
    }

    private static Map<String, Set<String>> verbs() throws IOException {
        Map<String, Set<String>> verbs = new TreeMap<>();
        for (String line : Files.readAllLines(PgTapDatabase.MODULE.resolve("security/roles.txt"))) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" +");
                verbs.put(
                        words[0],
                        Set.of(words).stream().filter(ROLES::contains).collect(java.util.stream.Collectors.toSet()));
            }
        }
        return verbs;
    }

    private static List<String> list(String sql) throws SQLException {
        String joined = database.value("select string_agg(n, E'\\n') from (" + sql + ") s (n)");
        return joined == null ? List.of() : List.of(joined.split("\n"));
    }
}
