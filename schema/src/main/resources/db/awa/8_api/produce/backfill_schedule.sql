-- Makes the fires of a schedule in the past that made no job: from from_at on and before to_at, now unless told; oldest
-- first, at most max_fires of them. Each by the spec and zone that the schedule had at that time, before its first put
-- by those. A fire that has made a job is never made again, by whatever call. overlap does not keep the jobs from being
-- made; they count as fired, and as under way for the fires that follow.
-- Returns one row; outcome backfilled, or partial: there is more, from next_from on; how many were made, and how many
-- had been made before.
-- Errors: AW001 bad argument, AW003 too long, AW010 no such schedule, AW014 it belongs to another login, and as of
-- insert_job, with which none is made, AW003 too large for its queue, AW004 its key is held and on_conflict is raise,
-- AW008 what it replaces needs READ COMMITTED, AW009 queue full, AW011 args do not fit, AW013 triggers are turned off.
-- Locks: the schedule.
-- Roles: producer, operator.
create or replace function awa.backfill_schedule(
  name text,
  from_at timestamptz,
  to_at timestamptz default null,
  max_fires int default 100
)
returns table (schedule_name text, outcome text, fired int, already int, next_from timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_to timestamptz := coalesce(backfill_schedule.to_at, v_now);
  v_max int := coalesce(backfill_schedule.max_fires, 100);
  v_schedule awa_store.schedule;
  v_until timestamptz := clock_timestamp() + interval '2 s';
  v_at timestamptz;
  v_fire timestamptz;
  v_before timestamptz;
  v_made record;
  v_last_id bigint;
  v_count int;
begin
  if awa_store.is_time(backfill_schedule.from_at) is not true then
    raise exception using
      errcode = 'AW001',
      message = format('from_at must be a time in the years 1 to 9999, not %s', awa_store.utc(from_at)),
      hint = 'Pass the time of the first fire.';
  end if;
  if v_to > v_now or v_to < backfill_schedule.from_at or not awa_store.is_time(v_to) then
    raise exception using
      errcode = 'AW001',
      message = format(
        'to_at must be a time from from_at, %s, to now, not %s', awa_store.utc(from_at), awa_store.utc(v_to)),
      hint = 'Leave it out for now.';
  end if;
  if v_max < 1 or v_max > 1000 then
    raise exception using
      errcode = 'AW001',
      message = format('max_fires must be 1 to 1000, not %s', v_max),
      hint = 'Call again, from next_from on, for more.';
  end if;
  v_schedule := awa_store.owned_schedule(backfill_schedule.name);
  schedule_name := v_schedule.name;
  outcome := 'backfilled';
  fired := 0;
  already := 0;
  v_at := from_at - interval '1 microsecond';
  <<fires>>
  loop
    v_count := 0;
    for v_fire in
      select f from awa_store.schedule_fires(v_schedule.name, v_at, v_to - interval '1 microsecond', 500) f
    loop
      v_count := v_count + 1;
      if v_schedule.done @> v_fire then
        already := already + 1;
      else
        if fired >= v_max or clock_timestamp() > v_until then
          outcome := 'partial';
          next_from := v_fire;
          exit fires;
        end if;
        v_made := awa_store.make_fire(v_schedule, v_fire, v_fire, 'backfill', 'allow');
        if v_made.fault is not null then
          raise exception using errcode = v_made.fault[1], message = v_made.fault[2], hint = v_made.fault[3];
        end if;
        if v_made.outcome = 'fired' then
          fired := fired + 1;
          v_last_id := v_made.id;
          v_schedule.done := awa_store.with_fire(v_schedule.done, v_fire, v_before);
        else
          already := already + 1; -- its unique key is held
        end if;
      end if;
      v_before := v_fire;
      v_at := v_fire;
    end loop;
    exit when v_count < 500;
    if clock_timestamp() > v_until then
      outcome := 'partial';
      next_from := v_at + interval '1 microsecond';
      exit;
    end if;
  end loop;
  update awa_store.schedule s
  set done = v_schedule.done, fired = s.fired + backfill_schedule.fired,
    last_job_id = v_last_id
  where s.name = v_schedule.name and backfill_schedule.fired > 0;
  return next;
end
$$;

call awa_store.publish('awa.backfill_schedule', 'awa_producer', 'awa_operator');
comment on function awa.backfill_schedule is
  'Makes the fires of a schedule in the past that made no job, by the spec that it had then.';
