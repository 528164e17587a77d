-- Schemas, roles and the two procedures that every later file ends with.
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
  if not pg_catalog.pg_has_role(current_user, 'awa_owner', 'member') then
    execute pg_catalog.format('grant awa_owner to %I', current_user);
  end if;
end
$$;

-- Hands an object to awa_owner where that role exists and the installer may; otherwise the installer keeps it.
create or replace function awa_store.may_hand_over()
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(pg_has_role(current_user, to_regrole('awa_owner')::oid, 'member'), false);
$$;

-- Ends each function file: owner, nothing for PUBLIC, EXECUTE for the named roles as far as they exist.
create or replace procedure awa_store.publish(routine regproc, variadic roles text[] default '{}')
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_routine text := routine::oid::regprocedure;
  v_role text;
begin
  if awa_store.may_hand_over() then
    execute format('alter routine %s owner to awa_owner', v_routine);
  end if;
  execute format('revoke all on routine %s from public', v_routine);
  foreach v_role in array roles loop
    if to_regrole(v_role) is not null then
      execute format('grant execute on routine %s to %I', v_routine, v_role);
    end if;
  end loop;
end
$$;

-- Ends each table migration: tables, sequences and views of both schemas get the same owner.
create or replace procedure awa_store.take_ownership()
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_object record;
begin
  if not awa_store.may_hand_over() then
    return;
  end if;
  for v_object in
    select c.oid::regclass as name, c.relkind
    from pg_class c
    where c.relnamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)
      and c.relkind in ('r', 'p', 'S', 'v')
      and c.relname <> 'schema_history'
      and c.relowner <> 'awa_owner'::regrole
  loop
    execute format(
      'alter %s %s owner to awa_owner',
      case v_object.relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end,
      v_object.name);
  end loop;
  -- Flyway's table stays with the installer; who dumps the database as its owner must read it.
  if to_regclass('awa_store.schema_history') is not null
    and not has_table_privilege('awa_owner', 'awa_store.schema_history', 'select')
  then
    grant select on awa_store.schema_history to awa_owner;
  end if;
end
$$;

do $$
begin
  if awa_store.may_hand_over() then
    alter schema awa owner to awa_owner;
    alter schema awa_store owner to awa_owner;
  end if;
end
$$;

call awa_store.publish('awa_store.may_hand_over');
call awa_store.publish('awa_store.publish');
call awa_store.publish('awa_store.take_ownership');

do $$
declare
  v_role text;
begin
  revoke all on schema awa, awa_store from public;
  foreach v_role in array array['awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is not null then
      execute pg_catalog.format('grant usage on schema awa to %I', v_role);
    end if;
  end loop;
end
$$;
