-- Who may change a schedule: the login that has made it, and operators.

-- Whether the session's login is an operator: a member of awa_operator, or of the owner of all.
create or replace function awa_store.is_operator()
returns boolean
language sql
stable
as $$
  select pg_has_role(session_user, current_user, 'member')
    or coalesce(pg_has_role(session_user, to_regrole('awa_operator')::oid, 'member'), false);
$$;

-- Why the session's login may not change a schedule: null, or the code, message and hint of an error, AW014.
create or replace function awa_store.owner_fault(schedule awa_store.schedule)
returns text[]
language plpgsql
stable
as $$
begin
  if (schedule).owner = session_user or awa_store.is_operator() then
    return null;
  end if;
  return array[
    'AW014',
    format('schedule %s belongs to %s; %s may not change it', (schedule).name, (schedule).owner, session_user),
    'Its owner may, and members of awa_operator.'];
end
$$;

-- A schedule, locked, for who may change it.
-- Errors: AW001, AW003, AW010, AW014.
create or replace function awa_store.owned_schedule(name text)
returns awa_store.schedule
language plpgsql
volatile
as $$
declare
  v_schedule awa_store.schedule;
  v_fault text[];
begin
  perform awa_store.check_schedule_name(owned_schedule.name);
  select s.* into v_schedule from awa_store.schedule s where s.name = owned_schedule.name for update;
  if not found then
    raise exception using
      errcode = 'AW010',
      message = format('there is no schedule %s', awa_store.quoted(owned_schedule.name)),
      hint = 'View awa.schedules has their names.';
  end if;
  v_fault := awa_store.owner_fault(v_schedule);
  if v_fault is not null then
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
  end if;
  return v_schedule;
end
$$;

-- Removes a schedule with all that is kept of it; its jobs stay.
create or replace function awa_store.drop_schedule(name text)
returns void
language plpgsql
volatile
as $$
begin
  delete from awa_store.schedule_version v where v.schedule = drop_schedule.name;
  delete from awa_store.schedule_job j where j.schedule = drop_schedule.name;
  delete from awa_store.schedule s where s.name = drop_schedule.name;
end
$$;

call awa_store.publish('awa_store.is_operator');
call awa_store.publish('awa_store.owner_fault');
call awa_store.publish('awa_store.owned_schedule');
call awa_store.publish('awa_store.drop_schedule');
