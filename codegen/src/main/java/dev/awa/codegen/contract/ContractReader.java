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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the contract from the catalog, and from {@code awa.contract_registry()}, of a database that has Awa installed. */
public final class ContractReader {

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
            Registry registry;
            String version;
            List<String> states;
            try (ResultSet row = statement.executeQuery(
                    "select awa.contract_version() as version,"
                            + " array(select state from awa.job_states()) as states, awa.contract_registry()::text as registry")) {
                row.next();
                version = row.getString("version");
                states = texts(row, "states");
                registry = Registry.parse(row.getString("registry"));
            }
            List<Function> functions = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(FUNCTIONS)) {
                while (row.next()) {
                    functions.add(function(row, registry.verb(row.getString("proname"))));
                }
            }
            List<View> views = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(VIEWS)) {
                while (row.next()) {
                    Registry.Entry entry = registry.view(row.getString("relname"));
                    views.add(new View(
                            row.getString("relname"),
                            row.getString("comment"),
                            columns(texts(row, "names"), texts(row, "types"), entry),
                            texts(row, "grants"),
                            row.getBoolean("takes_rows"),
                            entry.errors()));
                }
            }
            List<ErrorCode> errors = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("select * from awa.error_codes() order by sqlstate")) {
                while (row.next()) {
                    errors.add(new ErrorCode(
                            row.getString("sqlstate"), row.getString("condition"), row.getString("meaning")));
                }
            }
            return new Contract(version, functions, views, errors, states, registry.shapes());
        }
    }

    private static Function function(ResultSet row, Registry.Entry entry) throws SQLException {
        List<String> names = texts(row, "names");
        List<String> modes = texts(row, "modes");
        List<String> types = texts(row, "types");
        List<@Nullable String> defaults = cells(row, "defaults");
        List<Argument> arguments = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String each = i < names.size() ? names.get(i) : "";
            if (modes.get(i).equals("t") || modes.get(i).equals("o")) {
                columns.add(entry.column(each, each, types.get(i)));
            } else {
                arguments.add(new Argument(
                        each,
                        types.get(i),
                        defaults.get(arguments.size()),
                        entry.arguments().get(each)));
            }
        }
        boolean isRow = !columns.isEmpty();
        if (!isRow) {
            columns.add(entry.column("", "value", row.getString("result_type")));
        }
        return new Function(
                row.getString("proname"),
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
                entry.errors());
    }

    private static Answer answer(boolean isSet, boolean isOne, boolean isRow) {
        if (isSet) {
            return isOne ? Answer.ROW : Answer.ROWS;
        }
        return isRow ? Answer.ROW : Answer.VALUE;
    }

    private static List<Column> columns(List<String> names, List<String> types, Registry.Entry entry) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(entry.column(names.get(i), names.get(i), types.get(i)));
        }
        return columns;
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
