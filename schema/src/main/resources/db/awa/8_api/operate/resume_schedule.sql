-- Ends the pause of a schedule. missed: what becomes of its fires meanwhile: none, the latest, or all of them, up to
-- catch_up.max; as catch_up.policy says unless told. After a long pause tick goes on with it.
-- Returns one row; outcome resumed, or not_paused; how many of the missed fires have made a job so far, and how many
-- were dropped.
-- Errors: AW001 bad argument, AW003 too long, AW010 no such schedule, AW014 it belongs to another login.
-- Locks: the schedule. Wakes sleeping workers of the queue at commit.
-- Roles: producer, operator.
create or replace function awa.resume_schedule(
  name text,
  missed text default null
)
returns table (schedule_name text, outcome text, fired int, dropped int, skipped int)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_policy text := awa_store.checked_policy(to_jsonb(resume_schedule.missed), 'missed');
  v_schedule awa_store.schedule := awa_store.owned_schedule(resume_schedule.name);
  v_fired record;
begin
  schedule_name := v_schedule.name;
  fired := 0;
  dropped := 0;
  skipped := 0;
  if v_schedule.paused_at is null then
    outcome := 'not_paused';
    return next;
    return;
  end if;
  outcome := 'resumed';
  v_schedule.paused_at := null;
  v_schedule.paused_until := null;
  v_schedule.paused_by := null;
  v_schedule.pause_reason := null;
  v_schedule.missed_until := awa_store.clock();
  v_schedule.missed_policy := case when resume_schedule.missed is null then v_schedule.catch_up else v_policy end;
  v_fired := awa_store.fire_schedule(v_schedule, clock_timestamp() + interval '500 ms');
  fired := v_fired.fired;
  dropped := v_fired.dropped;
  skipped := v_fired.skipped;
  perform awa_store.wake(v_schedule.queue);
  return next;
end
$$;

call awa_store.publish('awa.resume_schedule', 'awa_producer', 'awa_operator');
comment on function awa.resume_schedule is
  'Ends the pause of a schedule, and says what becomes of the fires meanwhile.';
