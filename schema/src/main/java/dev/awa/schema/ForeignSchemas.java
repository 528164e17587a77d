package dev.awa.schema;

/**
 * Refuses a schema {@code awa} or {@code awa_store} that is somebody else's, before anything is changed. Without a record of an
 * installation each must be missing, or empty and the installer's.
 */
final class ForeignSchemas {

    private static final String CHECK = """
            declare
                v_schema   name;
                v_owner    name;
                v_held     text;
                v_history  oid;
                v_is_ours  boolean := false;
            begin
                perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                with recursive roles (oid) as (
                    select r.oid from pg_roles r where r.rolname = current_user
                    union
                    select m.roleid from pg_auth_members m join roles r on r.oid = m.member
                ), history (oid) as (
                    select c.oid
                    from pg_class c
                    join pg_namespace n on n.oid = c.relnamespace
                    join pg_attribute a on a.attrelid = c.oid
                    where n.nspname = 'awa_store' and c.relname = 'schema_history' and c.relkind = 'r'
                        and a.attname in ('installed_rank', 'version', 'description', 'type', 'script', 'checksum', 'success')
                    group by c.oid
                    having count(*) = 7
                ), held (schema, thing, is_relation) as (
                    select d.refobjid, i.type || ' ' || i.identity, d.classid = 'pg_class'::regclass
                    from pg_depend d
                    cross join pg_identify_object(d.classid, d.objid, 0) i
                    where d.refclassid = 'pg_namespace'::regclass
                        and d.classid not in (
                            'pg_default_acl'::regclass, 'pg_publication_namespace'::regclass)
                        and not exists (
                            select from history h where d.classid = 'pg_class'::regclass and h.oid = d.objid)
                )
                select n.nspname, pg_get_userbyid(n.nspowner), h.things, (select oid from history)
                into v_schema, v_owner, v_held, v_history
                from pg_namespace n
                cross join lateral (
                    select (array_agg(h.thing order by h.is_relation desc, h.thing))[1]
                        || case when count(*) > 1 then ' and ' || count(*) - 1 || ' more' else '' end as things
                    from held h
                    where h.schema = n.oid
                ) h
                where n.nspname in ('awa', 'awa_store')
                    and (h.things is not null
                        or not pg_has_role(current_user, n.nspowner, 'usage')
                        -- a superuser has every role, and is not everybody
                        or (select r.rolsuper from pg_roles r where r.rolname = current_user)
                            and n.nspowner not in (select r.oid from roles r))
                order by n.nspname
                limit 1;
                -- last: another installer may have committed meanwhile
                if v_history is not null then
                    if not has_table_privilege(v_history, 'select')
                        or not has_schema_privilege('awa_store', 'usage')
                    then
                        raise exception 'Awa is installed here and belongs to %%; %% may not migrate it',
                            (select n.nspowner::regrole from pg_namespace n where n.nspname = 'awa_store'), current_user
                            using errcode = 'insufficient_privilege', hint = 'Use a login that is, or has, that role.';
                    end if;
                    execute 'select exists (select from awa_store.schema_history where success and version = $1 and description = $2)'
                    into v_is_ours using '%1$d', '%2$s';
                end if;
                if v_schema is not null and not v_is_ours then
                    raise exception 'schema %% exists and is not Awa''s: it belongs to %%', v_schema, v_owner || coalesce(' and holds ' || v_held, '')
                        using errcode = 'duplicate_schema',
                            hint = 'Awa has schemas awa and awa_store for itself: install it in another database, or rename or drop that schema first.';
                end if;
            end;""";

    private ForeignSchemas() {}

    /** A statement of a PL/pgSQL body, which leaves {@code pg_catalog} alone on the path; an installation has the script on record. */
    static String check(Script first) {
        return CHECK.formatted(first.version(), first.description());
    }
}
