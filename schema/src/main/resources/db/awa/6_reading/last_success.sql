-- The last fire of a schedule whose job has completed, also if tick has not noted it yet. The view schedules calls it
-- as whoever reads it.
create or replace function awa_store.last_success(schedule text, noted timestamptz)
returns timestamptz
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select greatest(noted, awa_store.unnoted_success(schedule));
$$;

-- Whether the session's login may see all schedules: an operator or observer.
create or replace function awa_store.sees_all_schedules()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select awa_store.is_operator()
    or coalesce(pg_has_role(session_user, to_regrole('awa_observer')::oid, 'member'), false);
$$;

call awa_store.publish('awa_store.last_success', 'awa_producer', 'awa_operator', 'awa_observer');
call awa_store.publish('awa_store.sees_all_schedules', 'awa_producer', 'awa_operator', 'awa_observer');
