-- Makes a schedule, or changes it to what is given here: jobs of a kind, each time that a spec says, by the clock of a
-- zone. What is left out of a later call gets its default, but whether it is paused, and what became of its fires,
-- stays. Fires of the time before the change are made by the spec of that time. docs/schedules.md has the grammar of
-- spec, the options, and what may stand in args for the time of a fire.
-- Returns one row; outcome created, updated or unchanged; the next five fires, as times in UTC, the spec as a sentence,
-- notes on what may be other than meant, and details: changes, what differs.
-- Errors: AW001 bad argument, or a spec that never fires, AW002 unknown option, AW003 too long, AW010 unknown limit,
-- AW011 args do not fit, AW014 it belongs to another login.
-- Locks: the schedule. Wakes sleeping workers of the queue at commit.
-- Roles: producer, operator.
create or replace function awa.put_schedule(
  name text,
  spec text,
  zone text default 'UTC',
  kind text default null,
  args jsonb default '{}',
  opts jsonb default '{}'
)
returns table (
  schedule_name text,
  outcome text,
  next_fires text[],
  sentence text,
  notes text[],
  details jsonb
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_kept record := awa_store.keep_schedule(
    put_schedule.name, put_schedule.spec, put_schedule.zone, put_schedule.kind, put_schedule.args, put_schedule.opts,
    null, false);
begin
  if v_kept.fault is not null then
    raise exception using errcode = v_kept.fault[1], message = v_kept.fault[2], hint = v_kept.fault[3];
  end if;
  schedule_name := put_schedule.name;
  outcome := v_kept.outcome;
  next_fires := v_kept.next_fires;
  sentence := v_kept.sentence;
  notes := v_kept.notes;
  details := jsonb_build_object('changes', coalesce(v_kept.changes, '{}'));
  return next;
end
$$;

call awa_store.publish('awa.put_schedule', 'awa_producer', 'awa_operator');
comment on function awa.put_schedule is 'Makes or changes a schedule: jobs of a kind, each time that a cron spec says.';
