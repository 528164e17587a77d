package dev.awa.codegen.contract;

import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.ErrorCode;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.View;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the contract from the catalog of a database that has Awa installed. */
public final class ContractReader {

    private static final Pattern CALL = Pattern.compile("\\b(awa(?:_store)?\\.\\w+)\\s*\\(");
    private static final Pattern STATE = Pattern.compile("\\bAW[0-9]{3}\\b");
    private static final Pattern OPTIONS =
            Pattern.compile("\\bcheck_(?:options|settings)\\(\\s*[\\w.]+((?:\\s*,\\s*'\\w+')*)\\s*\\)");
    private static final Pattern NESTED = Pattern.compile(
            "\\bjsonb_object_keys\\((\\w+)\\) k\\s+where k <> all \\(array\\[((?:\\s*'\\w+',?)+)\\s*\\]\\)");
    private static final Pattern KEY = Pattern.compile("'(\\w+)'");

    private static final String FUNCTIONS = """
            select p.proname, coalesce(obj_description(p.oid, 'pg_proc'), '') as comment, p.proretset, p.prorows = 1 as one_row,
              format_type(p.prorettype, null) as result_type, p.provolatile, p.prosecdef,
              (select substr(c, 13) from unnest(p.proconfig) c where c like 'search_path=%') as search_path,
              array(
                select coalesce(r.rolname, 'PUBLIC')
                from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                left join pg_catalog.pg_roles r on r.oid = a.grantee
                where a.grantee <> p.proowner and a.privilege_type = 'EXECUTE'
                  and (a.grantee = 0 or r.rolname in ('awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'))
                order by r.rolname
              ) as roles,
              coalesce(p.proargnames, '{}') as names,
              coalesce(p.proargmodes::text[], array_fill('i'::text, array[p.pronargs::int])) as modes,
              array(
                select format_type(t, null)
                from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality u (t, n)
                order by n
              ) as types,
              array(
                select pg_get_function_arg_default(p.oid, n)
                from generate_series(1, p.pronargs) n
                order by n
              ) as defaults
            from pg_catalog.pg_proc p
            where p.pronamespace = 'awa'::regnamespace and p.prokind = 'f'
            order by p.proname collate "C", p.oid""";

    private static final String VIEWS = """
            select c.relname, coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
              array(
                select a.attname::text from pg_catalog.pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum
              ) as names,
              array(
                select format_type(a.atttypid, a.atttypmod) from pg_catalog.pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum
              ) as types,
              array(
                select coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type
                from aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                left join pg_catalog.pg_roles r on r.oid = a.grantee
                where a.grantee <> c.relowner
                  and (a.grantee = 0 or r.rolname in ('awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'))
                order by r.rolname, a.privilege_type collate "C"
              ) as grants,
              exists (
                select from pg_catalog.pg_trigger t
                where t.tgrelid = c.oid and t.tgtype & 68 = 68 and not t.tgisinternal -- instead of, insert
              ) as takes_rows
            from pg_catalog.pg_class c
            where c.relnamespace = 'awa'::regnamespace and c.relkind = 'v'
            order by c.relname collate "C\"""";

    private ContractReader() {}

    /**
     * Reads the contract; changes nothing.
     *
     * @throws SQLException if Awa is not installed there, or the caller may not ask it
     */
    public static Contract read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<String, String> sources = sources(statement);
            List<Function> functions = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(FUNCTIONS)) {
                while (row.next()) {
                    functions.add(function(row, sources));
                }
            }
            List<View> views = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(VIEWS)) {
                while (row.next()) {
                    views.add(new View(
                            row.getString("relname"),
                            row.getString("comment"),
                            columns(texts(row, "names"), texts(row, "types")),
                            texts(row, "grants"),
                            row.getBoolean("takes_rows")));
                }
            }
            List<ErrorCode> errors = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("select * from awa.error_codes() order by sqlstate")) {
                while (row.next()) {
                    errors.add(new ErrorCode(
                            row.getString("sqlstate"), row.getString("condition"), row.getString("meaning")));
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "select awa.contract_version() as version, array(select state from awa.job_states()) as states")) {
                row.next();
                return new Contract(row.getString("version"), functions, views, errors, texts(row, "states"));
            }
        }
    }

    private static Function function(ResultSet row, Map<String, String> sources) throws SQLException {
        String name = row.getString("proname");
        List<String> names = texts(row, "names");
        List<String> modes = texts(row, "modes");
        List<String> types = texts(row, "types");
        List<@Nullable String> defaults = cells(row, "defaults");
        List<Argument> arguments = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String each = i < names.size() ? names.get(i) : "";
            if (modes.get(i).equals("t") || modes.get(i).equals("o")) {
                columns.add(new Column(each, types.get(i)));
            } else {
                arguments.add(new Argument(each, types.get(i), defaults.get(arguments.size())));
            }
        }
        boolean isRow = !columns.isEmpty();
        if (!isRow) {
            columns.add(new Column("", row.getString("result_type")));
        }
        List<String> bodies = reachable("awa." + name, sources);
        return new Function(
                name,
                row.getString("comment"),
                arguments,
                answer(row.getBoolean("proretset"), row.getBoolean("one_row"), isRow),
                columns,
                switch (row.getString("provolatile")) {
                    case "i" -> "immutable";
                    case "s" -> "stable";
                    default -> "volatile";
                },
                row.getBoolean("prosecdef"),
                row.getString("search_path"),
                texts(row, "roles"),
                errors(bodies),
                options(bodies));
    }

    private static Answer answer(boolean isSet, boolean isOne, boolean isRow) {
        if (isSet) {
            return isOne ? Answer.ROW : Answer.ROWS;
        }
        return isRow ? Answer.ROW : Answer.VALUE;
    }

    private static List<Column> columns(List<String> names, List<String> types) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(new Column(names.get(i), types.get(i)));
        }
        return columns;
    }

    /** Bodies of the functions of both schemas, by name. */
    private static Map<String, String> sources(Statement statement) throws SQLException {
        Map<String, String> sources = new HashMap<>();
        try (ResultSet row = statement.executeQuery(
                "select n.nspname || '.' || p.proname, p.prosrc from pg_catalog.pg_proc p"
                        + " join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname in ('awa', 'awa_store')")) {
            while (row.next()) {
                sources.merge(row.getString(1), row.getString(2), (one, other) -> one + "\n" + other);
            }
        }
        return sources;
    }

    /** The body of a function, and those of the functions that it calls. */
    private static List<String> reachable(String name, Map<String, String> sources) {
        Set<String> seen = new HashSet<>(Set.of(name));
        Deque<String> open = new ArrayDeque<>(seen);
        List<String> bodies = new ArrayList<>();
        while (!open.isEmpty()) {
            String body = sources.getOrDefault(open.remove(), "");
            bodies.add(body);
            CALL.matcher(body)
                    .results()
                    .map(call -> call.group(1))
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return bodies;
    }

    private static List<String> errors(List<String> bodies) {
        Set<String> errors = new TreeSet<>();
        bodies.forEach(body -> STATE.matcher(body).results().forEach(state -> errors.add(state.group())));
        return List.copyOf(errors);
    }

    private static List<String> options(List<String> bodies) {
        Set<String> options = new TreeSet<>();
        for (String body : bodies) {
            OPTIONS.matcher(body).results().forEach(call -> keys(call.group(1), "", options));
            NESTED.matcher(body).results().forEach(call -> keys(call.group(2), call.group(1) + ".", options));
        }
        return List.copyOf(options);
    }

    private static void keys(String list, String prefix, Set<String> keys) {
        KEY.matcher(list).results().forEach(key -> keys.add(prefix + key.group(1)));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (String cell : cells(row, column)) {
            texts.add(Objects.requireNonNull(cell, column));
        }
        return texts;
    }

    private static List<@Nullable String> cells(ResultSet row, String column) throws SQLException {
        List<@Nullable String> cells = new ArrayList<>();
        for (Object each : (Object[]) row.getArray(column).getArray()) {
            cells.add((String) each);
        }
        return cells;
    }
}
