-- Schemas, roles and the procedures that later files end with.
-- Runs before new code. Needs CREATE on the database; CREATEROLE is used where the installer has it and not needed.

create schema if not exists awa;

do $$
declare
  v_role text;
begin
  if not (select r.rolcreaterole or r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) then
    raise notice 'awa: % may not create roles; everything will belong to it and only it can call awa', current_user;
    return;
  end if;
  foreach v_role in array array['awa_owner', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is null then
      begin
        execute pg_catalog.format('create role %I nologin', v_role);
      exception when duplicate_object or unique_violation then
        null; -- another database of this cluster installs at the same moment
      end;
    end if;
  end loop;
  if not pg_catalog.pg_has_role(current_user, 'awa_owner', 'usage') then
    begin
      execute pg_catalog.format('grant awa_owner to %I', current_user);
    exception when insufficient_privilege then
      raise notice 'awa: % may not grant itself awa_owner, which is there already; everything will belong to %',
        current_user, current_user;
    end;
  end if;
end
$$;

-- What the files grant to the roles. Whatever else the catalog says was granted by somebody else: see foreign_grants.
create table awa_store.role_grant (
  object text collate "C" not null,
  role text collate "C" not null,
  privilege text collate "C" not null,
  primary key (object, role, privilege)
);

-- Makes Awa's what a file has just made: it gets the owner of this procedure, and nobody else keeps a privilege on it,
-- be it from the installer's default privileges or granted by hand. What belongs to somebody else is refused.
create or replace procedure awa_store.seclude(catalog regclass, object oid, hand_over boolean default true)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_ours regrole := (select p.proowner from pg_proc p where p.oid = 'awa_store.seclude'::regproc);
  v_owner regrole;
  v_type text;
  v_name text;
  v_grantee oid;
begin
  select o.owner, case i.type when 'composite type' then 'type' else i.type end, i.identity
  into strict v_owner, v_type, v_name
  from (
    select 'pg_proc'::regclass, p.oid, p.proowner from pg_proc p
    union all
    select 'pg_class'::regclass, c.oid, c.relowner from pg_class c
    union all
    select 'pg_namespace'::regclass, n.oid, n.nspowner from pg_namespace n
  ) o (catalog, id, owner)
  cross join pg_identify_object(seclude.catalog, seclude.object, 0) i
  where o.catalog = seclude.catalog and o.id = seclude.object;
  if hand_over and v_owner <> v_ours then
    if pg_get_userbyid(v_owner) <> current_user then
      raise exception '% % exists and is not Awa''s: it belongs to %', v_type, v_name, v_owner
        using errcode = 'duplicate_object', hint = 'Rename or drop it first: Awa needs this name.';
    end if;
    execute format('alter %s %s owner to %s', v_type, v_name, v_ours);
  end if;
  for v_grantee in
    select distinct a.grantee
    from (
      select coalesce(p.proacl, acldefault('f', p.proowner)) from pg_proc p
      where catalog = 'pg_proc'::regclass and p.oid = object
      union all
      select c.relacl from pg_class c where catalog = 'pg_class'::regclass and c.oid = object
      union all
      select coalesce(t.typacl, acldefault('T', t.typowner)) from pg_type t
      where catalog = 'pg_class'::regclass and t.typrelid = object and v_type = 'type'
      union all
      select c.attacl from pg_attribute c where catalog = 'pg_class'::regclass and c.attrelid = object
      union all
      select n.nspacl from pg_namespace n where catalog = 'pg_namespace'::regclass and n.oid = object
    ) o (acl)
    cross join aclexplode(o.acl) a
    where a.grantee not in (v_owner, v_ours)
  loop
    execute format(
      'revoke all on %s %s from %s cascade',
      case v_type when 'view' then 'table' else v_type end, v_name,
      case v_grantee when 0 then 'public' else v_grantee::regrole::text end);
  end loop;
end
$$;

-- Grants a privilege, or a list of them, to those of the roles that exist. object: as GRANT takes it.
create or replace procedure awa_store.permit(object text, privilege text, roles text[])
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_role text;
begin
  delete from awa_store.role_grant g where g.object = permit.object;
  insert into awa_store.role_grant (object, role, privilege)
  select permit.object, r, p from unnest(roles) r, string_to_table(upper(permit.privilege collate "C"), ', ') p;
  foreach v_role in array roles loop
    if to_regrole(v_role) is not null then
      execute format('grant %s on %s to %I', privilege, object, v_role);
    end if;
  end loop;
end
$$;

-- Ends each function file: Awa's owner, nothing for PUBLIC or anybody else, EXECUTE for the named roles.
create or replace procedure awa_store.publish(routine regproc, variadic roles text[] default '{}')
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  call awa_store.seclude('pg_proc', routine);
  call awa_store.permit('function ' || routine, 'execute', roles);
end
$$;

-- Sets how the statements of a function are planned, whatever statistics and the settings of the session say:
-- probe: by index, in its order, and with one plan for all arguments. The tables of the ledger grow, and are truncated,
-- by millions of rows within seconds, and nobody analyses them in between.
-- walk: as probe, and row by row, since an estimate of some rows may stand for millions.
-- fixed: with one plan for all arguments; for statements that have one good plan anyway.
-- None of them is worth being compiled (jit).
create or replace procedure awa_store.plan(routine regproc, profile text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_setting text;
begin
  foreach v_setting in array case profile
    when 'fixed' then array['plan_cache_mode = force_generic_plan', 'jit = off']
    when 'probe' then array[
      'plan_cache_mode = force_generic_plan', 'jit = off', 'enable_seqscan = off', 'enable_bitmapscan = off',
      'enable_sort = off']
    when 'walk' then array[
      'plan_cache_mode = force_generic_plan', 'jit = off', 'enable_seqscan = off', 'enable_bitmapscan = off',
      'enable_sort = off', 'enable_hashjoin = off', 'enable_mergejoin = off', 'max_parallel_workers_per_gather = 0']
  end loop
    execute format('alter function %s set %s', routine, v_setting);
  end loop;
end
$$;

-- Ends the file of a view: Awa's owner, and a privilege, or a list of them, for the named roles.
create or replace procedure awa_store.publish_view(view_name regclass, privilege text, variadic roles text[])
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  call awa_store.seclude('pg_class', view_name);
  call awa_store.permit('table ' || view_name, privilege, roles);
end
$$;

-- Ends each table migration, and the file of a private view: what it names gets Awa's owner, with partitions and own
-- sequences, and nobody else a privilege. It never takes what it does not name.
create or replace procedure awa_store.take_ownership(variadic relations regclass[])
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_relation oid;
begin
  for v_relation in
    with tables (oid) as (
      select r::oid from unnest(relations) r
      union
      select t.relid::oid from unnest(relations) r cross join pg_partition_tree(r) t
    )
    select oid from tables
    union all
    select d.objid
    from pg_depend d
    join tables t on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid and d.refobjsubid > 0
    join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid and c.relkind = 'S'
  loop
    call awa_store.seclude('pg_class', v_relation);
  end loop;
end
$$;

do $$
declare
  v_owner name := case
    when pg_catalog.pg_has_role(current_user, pg_catalog.to_regrole('awa_owner')::oid, 'usage') then 'awa_owner'
    else current_user
  end;
begin
  execute pg_catalog.format('alter schema awa owner to %I', v_owner);
  execute pg_catalog.format('alter schema awa_store owner to %I', v_owner);
  execute pg_catalog.format('alter procedure awa_store.seclude owner to %I', v_owner);
end
$$;

call awa_store.seclude('pg_namespace', 'awa'::regnamespace);
call awa_store.seclude('pg_namespace', 'awa_store'::regnamespace);
call awa_store.permit('schema awa', 'usage', array['awa_producer', 'awa_worker', 'awa_operator', 'awa_observer']);
call awa_store.take_ownership('awa_store.role_grant');
call awa_store.publish('awa_store.seclude');
call awa_store.publish('awa_store.permit');
call awa_store.publish('awa_store.plan');
call awa_store.publish('awa_store.publish');
call awa_store.publish('awa_store.publish_view');
call awa_store.publish('awa_store.take_ownership');

-- The record of what has been applied stays with the installer; who dumps the database as its owner must read it.
do $$
begin
  if pg_catalog.to_regclass('awa_store.schema_history') is null then
    return;
  end if;
  call awa_store.seclude('pg_class', 'awa_store.schema_history'::regclass, hand_over => false);
  if pg_catalog.pg_has_role(current_user, pg_catalog.to_regrole('awa_owner')::oid, 'usage') then
    call awa_store.permit('table awa_store.schema_history', 'select', array['awa_owner']);
  end if;
end
$$;
