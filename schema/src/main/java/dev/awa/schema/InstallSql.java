package dev.awa.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Renders the scripts as one DO statement: atomic in any client, and it can look at the record of what has been applied
 * without a client's own commands. The record is written as Flyway would.
 */
final class InstallSql {

    private static final String TEMPLATE = """
            -- Installs Awa in the database it is run in, or upgrades it. Run it with any SQL client, as the database's owner
            -- or a superuser. It is one statement: either all of it is applied or nothing, and a second run changes nothing.
            -- PostgreSQL %1$d or newer. Schema version %2$d.
            do %3$s
            declare
                v_newest  int;
                v_found   int;
                v_applied int := 0;
                v_script  record;
                v_start   timestamptz;
                v_path    text := current_setting('search_path');
                v_level   text := current_setting('client_min_messages');
                v_checks  text := current_setting('check_function_bodies');
            begin
                if current_setting('server_version_num')::int / 10000 < %1$d then
                    raise exception 'Awa needs PostgreSQL %1$d or newer; this server is %%.', current_setting('server_version');
                end if;
                perform set_config('client_min_messages', 'warning', true);
                perform pg_advisory_xact_lock(hashtext('awa_store.schema_history'));

            %6$s

                create schema if not exists awa_store;
                create table if not exists awa_store.schema_history (
                    installed_rank int not null constraint schema_history_pk primary key,
                    version        varchar(50),
                    description    varchar(200) not null,
                    type           varchar(20) not null,
                    script         varchar(1000) not null,
                    checksum       int,
                    installed_by   varchar(100) not null,
                    installed_on   timestamp not null default now(),
                    execution_time int not null,
                    success        boolean not null
                );
                create index if not exists schema_history_s_idx on awa_store.schema_history (success);
                lock table awa_store.schema_history in exclusive mode;

                select coalesce(max(h.version::int), 0) into v_newest from awa_store.schema_history h where h.success;
                if v_newest > %2$d then
                    raise exception 'This database has Awa schema %%, newer than the %2$d of this file.', v_newest
                        using hint = 'Use the file of the newer release.';
                end if;

                perform set_config('search_path', 'awa_store', true), set_config('check_function_bodies', 'off', true);
                for v_script in
                    select *
                    from (values
            %4$s
                    ) s (path, version, description, checksum, body)
                loop
                    select h.checksum into v_found
                    from awa_store.schema_history h
                    where h.success and h.version is not distinct from v_script.version and h.description = v_script.description
                    order by h.installed_rank desc
                    limit 1;
                    continue when v_found = v_script.checksum;
                    if v_found is not null and v_script.version is not null then
                        raise exception 'The file %% was applied to this database in another version (checksum %%, here %%).',
                            v_script.path, v_found, v_script.checksum
                            using hint = 'A released table migration never changes: install the release that this database came from.';
                    end if;

                    v_start := clock_timestamp();
                    execute v_script.body;
                    insert into awa_store.schema_history
                        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    select coalesce(max(h.installed_rank), 0) + 1, v_script.version, v_script.description, 'SQL', v_script.path,
                        v_script.checksum, current_user, extract(milliseconds from clock_timestamp() - v_start)::int, true
                    from awa_store.schema_history h;
                    v_applied := v_applied + 1;
                end loop;

                perform
                    set_config('search_path', v_path, true), set_config('client_min_messages', v_level, true),
                    set_config('check_function_bodies', v_checks, true);
                raise notice 'Awa schema %2$d: %% of %5$d scripts applied.', v_applied;
            end
            %3$s;
            """;

    private static final String TAG = "$awa_install$";
    private static final String SCRIPT_TAG = "$awa_script$";

    private InstallSql() {}

    static String render(List<Script> scripts) {
        String rows = scripts.stream().map(InstallSql::row).collect(Collectors.joining(",\n"));
        return TEMPLATE.formatted(
                Migrator.OLDEST_SERVER,
                Scripts.latestVersion(scripts),
                TAG,
                rows,
                scripts.size(),
                ForeignSchemas.check(scripts.get(0)));
    }

    private static String row(Script script) {
        if (script.sql().contains(TAG) || script.sql().contains(SCRIPT_TAG)) {
            throw new SchemaException(
                    "The file " + script.path() + " contains " + TAG + " or " + SCRIPT_TAG + ", which quote it.", null);
        }
        String version = script.repeatable() ? "null" : "'" + script.version() + "'";
        return "('%s', %s, '%s', %d, %s\n%s%s)"
                .formatted(
                        script.path(),
                        version,
                        script.description(),
                        script.checksum(),
                        SCRIPT_TAG,
                        script.sql(),
                        SCRIPT_TAG);
    }
}
