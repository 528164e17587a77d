package dev.awa.contract.fuzz;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A function of the contract, or one of its views, as the catalog knows it. */
record Verb(String name, List<Argument> arguments, List<Column> columns, boolean isView) {

    private static final Set<String> ONE_ROW = Set.of(
            "insert_job",
            "cancel_job",
            "reschedule_job",
            "retry_job",
            "delete_job",
            "complete_jobs",
            "snooze_job",
            "release_jobs",
            "cancel_running",
            "set_progress",
            "register_worker",
            "heartbeat",
            "deregister_worker",
            "sleep_until_work",
            "tick",
            "configure",
            "configure_queue",
            "describe_kind",
            "repair",
            "put_schedule",
            "delete_schedule",
            "pause_schedule",
            "resume_schedule",
            "trigger_schedule",
            "backfill_schedule",
            "put_limit",
            "penalize_limit",
            "delete_limit");

    record Argument(String name, String type, boolean isOptional) {}

    record Column(String name, String type) {

        /** The column as far as it is of use: texts and arrays are cut, of JSON only the length of what is handed out is told. */
        String selected() {
            return switch (type) {
                case "jsonb" -> "length(x." + name + "::text) as " + name;
                case "text", "text[]" -> "left(x." + name + "::text, 300) as " + name;
                case "bytea" -> "encode(x." + name + ", 'hex') as " + name;
                default -> "x." + name;
            };
        }
    }

    /** All of schema awa. */
    static List<Verb> all(Session session) throws SQLException {
        List<Verb> verbs = new ArrayList<>();
        for (List<String> row : session.rows("""
                select p.proname, false from pg_proc p where p.pronamespace = 'awa'::regnamespace
                union all
                select c.relname, true from pg_class c where c.relnamespace = 'awa'::regnamespace and c.relkind = 'v'
                order by 1""")) {
            boolean isView = row.get(1).equals("t");
            verbs.add(
                    isView
                            ? new Verb(row.get(0), List.of(), columnsOfView(session, row.get(0)), true)
                            : new Verb(
                                    row.get(0),
                                    argumentsOf(session, row.get(0)),
                                    columnsOf(session, row.get(0)),
                                    false));
        }
        return verbs;
    }

    /** Whether it answers with just one row, whatever it is asked. */
    boolean answersOneRow() {
        return ONE_ROW.contains(name);
    }

    boolean has(String argument) {
        return arguments.stream().anyMatch(a -> a.name.equals(argument));
    }

    /** The call with its arguments, in a query that answers with the {@link Column#selected} columns. */
    String query(String call) {
        return columns.isEmpty()
                ? "select left(" + call + "::text, 300)"
                : columns.stream()
                        .map(Column::selected)
                        .collect(Collectors.joining(", ", "select ", " from " + call + " x"));
    }

    private static List<Argument> argumentsOf(Session session, String name) throws SQLException {
        List<Argument> arguments = new ArrayList<>();
        for (List<String> row : session.rows("""
                select p.proargnames[a.n], format_type(a.type, null), a.n > p.pronargs - p.pronargdefaults
                from pg_proc p, unnest(p.proargtypes::oid[]) with ordinality a (type, n)
                where p.pronamespace = 'awa'::regnamespace and p.proname = ?
                order by a.n""", name)) {
            arguments.add(new Argument(row.get(0), row.get(1), row.get(2).equals("t")));
        }
        return arguments;
    }

    private static List<Column> columnsOf(Session session, String name) throws SQLException {
        return columns(session.rows("""
                select p.proargnames[a.n], format_type(a.type, null)
                from pg_proc p, unnest(p.proallargtypes) with ordinality a (type, n)
                where p.pronamespace = 'awa'::regnamespace and p.proname = ? and p.proargmodes[a.n] = 't'
                order by a.n""", name));
    }

    private static List<Column> columnsOfView(Session session, String name) throws SQLException {
        return columns(session.rows("""
                select a.attname, format_type(a.atttypid, null)
                from pg_attribute a
                where a.attrelid = ('awa.' || quote_ident(?))::regclass and a.attnum > 0
                order by a.attnum""", name));
    }

    private static List<Column> columns(List<List<String>> rows) {
        return rows.stream().map(row -> new Column(row.get(0), row.get(1))).toList();
    }
}
