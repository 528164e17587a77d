-- Who may do what with Awa's objects and schemas that the files do not grant: everything but the owners' own, the
-- installer's, and what awa_store.role_grant has. REVOKE privilege ON object FROM grantee takes a row back.
-- Errors: none. Locks: none.
create or replace function awa_store.foreign_grants()
returns table (object text, grantee text, privilege text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with ours (oid) as (
    select n.oid from pg_namespace n where n.nspname in ('awa', 'awa_store')
  ), granted (object, columns, owner, acl) as (
    select 'schema ' || n.nspname, '', n.nspowner, n.nspacl
    from ours join pg_namespace n using (oid)
    union all
    select
      case p.prokind when 'p' then 'procedure ' else 'function ' end || p.oid::regproc, '', p.proowner,
      coalesce(p.proacl, acldefault('f', p.proowner))
    from ours join pg_proc p on p.pronamespace = ours.oid
    union all
    select case c.relkind when 'S' then 'sequence ' else 'table ' end || c.oid::regclass, '', c.relowner, c.relacl
    from ours join pg_class c on c.relnamespace = ours.oid
    where c.relacl is not null
    union all
    select 'table ' || c.oid::regclass, format(' (%I)', a.attname), c.relowner, a.attacl
    from ours join pg_class c on c.relnamespace = ours.oid join pg_attribute a on a.attrelid = c.oid
    where a.attacl is not null
    union all
    select 'type ' || t.oid::regtype, '', t.typowner, t.typacl
    from ours join pg_type t on t.typnamespace = ours.oid
    where t.typacl is not null
  ), given as (
    select distinct
      g.object, case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end as grantee,
      a.privilege_type || g.columns as privilege
    from granted g
    cross join aclexplode(g.acl) a
    where a.grantee <> g.owner
      and a.grantee is distinct from (
        select c.relowner from pg_class c where c.oid = to_regclass('awa_store.schema_history'))
      -- what PostgreSQL itself grants, to whom the schema is closed anyway
      and not (g.object like 'type %' and a.grantee = 0)
  )
  select g.object, g.grantee, g.privilege
  from given g
  where not exists (
    select from awa_store.role_grant r
    where r.object = g.object and r.role = g.grantee and r.privilege = g.privilege)
  order by g.object collate "C", g.grantee collate "C", g.privilege collate "C";
$$;

call awa_store.publish('awa_store.foreign_grants');
