-- Pauses a schedule: nothing fires, until a time, or until resume_schedule is called. A later call changes reason and
-- until. Fires of a pause that ends by itself are missed ones, and catch_up says what becomes of them.
-- Returns one row; outcome paused, or unchanged if it was, with this reason and until.
-- Errors: AW001 bad argument, AW003 too long, AW010 no such schedule, AW014 it belongs to another login.
-- Locks: the schedule.
-- Roles: producer, operator.
create or replace function awa.pause_schedule(
  name text,
  reason text default null,
  until timestamptz default null
)
returns table (schedule_name text, outcome text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_reason text := awa_store.checked_reason(pause_schedule.reason);
  v_now timestamptz := awa_store.clock();
  v_schedule awa_store.schedule;
begin
  if until <= v_now or not awa_store.is_time(until) then
    raise exception using
      errcode = 'AW001',
      message = format('until must be a time ahead, up to the year 9999, not %s', awa_store.utc(until)),
      hint = 'Leave it out to pause until awa.resume_schedule is called.';
  end if;
  v_schedule := awa_store.owned_schedule(pause_schedule.name);
  schedule_name := v_schedule.name;
  outcome := 'unchanged';
  if v_schedule.paused_at is null
    or (v_schedule.pause_reason, v_schedule.paused_until) is distinct from (v_reason, pause_schedule.until)
  then
    outcome := 'paused';
    update awa_store.schedule s
    set paused_at = coalesce(s.paused_at, v_now), paused_until = pause_schedule.until, paused_by = session_user,
      pause_reason = v_reason, due_at = pause_schedule.until
    where s.name = v_schedule.name;
  end if;
  return next;
end
$$;

call awa_store.publish('awa.pause_schedule', 'awa_producer', 'awa_operator');
comment on function awa.pause_schedule is 'Pauses a schedule, until a time or until it is resumed.';
