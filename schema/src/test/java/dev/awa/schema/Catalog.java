package dev.awa.schema;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Everything the catalogs say about the schemas of Awa, as text, to compare one database with another. */
final class Catalog {

    private static final List<String> QUERIES = List.of("""
            select 'schema', nspname, pg_get_userbyid(nspowner),
                array(select x from unnest(coalesce(nspacl, acldefault('n', nspowner))::text[]) x order by 1), obj_description(oid, 'pg_namespace')
            from pg_namespace where nspname in ('awa', 'awa_store') order by 2
            """, """
            select 'relation', c.oid::regclass, c.relkind, c.relpersistence, pg_get_userbyid(c.relowner),
                array(select x from unnest(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))::text[]) x order by 1),
                c.reloptions, obj_description(c.oid, 'pg_class'), pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
                case when c.relkind = 'v' then pg_get_viewdef(c.oid) when c.relkind = 'i' then pg_get_indexdef(c.oid) end
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('awa', 'awa_store') order by n.nspname, c.relname
            """, """
            select 'column', c.oid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                a.attidentity, a.attgenerated, a.attstorage, nullif(a.attacl, '{}'), pg_get_expr(d.adbin, d.adrelid)
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where n.nspname in ('awa', 'awa_store') and a.attnum > 0 order by n.nspname, c.relname, a.attnum
            """, """
            select 'constraint', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)
            from pg_constraint c join pg_namespace n on n.oid = c.connamespace
            where n.nspname in ('awa', 'awa_store') order by n.nspname, 2, c.conname
            """, """
            select 'function', p.oid::regprocedure, pg_get_functiondef(p.oid), pg_get_userbyid(p.proowner),
                array(select x from unnest(coalesce(p.proacl, acldefault('f', p.proowner))::text[]) x order by 1),
                obj_description(p.oid, 'pg_proc')
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('awa', 'awa_store') and p.prokind <> 'a' order by n.nspname, p.proname
            """, """
            select 'type', t.oid::regtype, t.typtype, pg_get_userbyid(t.typowner),
                array(select x from unnest(coalesce(t.typacl, acldefault('T', t.typowner))::text[]) x order by 1),
                (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
            from pg_type t join pg_namespace n on n.oid = t.typnamespace
            where n.nspname in ('awa', 'awa_store') order by n.nspname, t.typname
            """, """
            select 'history', h.version, h.description, h.type, h.script, h.checksum, h.installed_by, h.success
            from awa_store.schema_history h where h.type = 'SQL' order by h.version::int nulls last, h.description
            """);

    private Catalog() {}

    static List<String> of(DataSource dataSource) {
        List<String> lines = new ArrayList<>();
        QUERIES.forEach(query -> lines.addAll(Servers.rows(dataSource, query)));
        return lines;
    }
}
