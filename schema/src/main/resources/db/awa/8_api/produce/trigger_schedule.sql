-- Makes a job of a schedule now, also of a paused one, beside its fires. It counts as fired, and as under way for the
-- fires that follow.
-- Returns one row; outcome triggered, with the job, or skipped: another job of the schedule is under way, and overlap
-- says so, or holds its unique key; id is that job then.
-- opts: overlap, instead of that of the schedule.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 too long, AW010 no such schedule, AW014 it belongs to another
-- login, and as of insert_job AW003 too large for its queue, AW004 its key is held and on_conflict is raise, AW008 what
-- it replaces or cancels needs READ COMMITTED, AW009 queue full, AW011 args do not fit, AW013 triggers are turned off.
-- Locks: the schedule; with overlap cancel_other those of cancel_job.
-- Roles: producer, operator.
create or replace function awa.trigger_schedule(
  name text,
  opts jsonb default '{}'
)
returns table (schedule_name text, outcome text, id bigint, state text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_schedule awa_store.schedule;
  v_overlap text;
  v_made record;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('trigger_options'));
  end if;
  v_overlap := awa_store.checked_overlap(opts, null);
  v_schedule := awa_store.owned_schedule(trigger_schedule.name);
  v_made := awa_store.make_fire(v_schedule, v_now, v_now, 'trigger', coalesce(v_overlap, v_schedule.overlap));
  if v_made.fault is not null then
    raise exception using errcode = v_made.fault[1], message = v_made.fault[2], hint = v_made.fault[3];
  end if;
  schedule_name := v_schedule.name;
  outcome := case v_made.outcome when 'fired' then 'triggered' else 'skipped' end;
  id := v_made.id;
  state := (select s.state from awa.job_state(v_made.id) s);
  update awa_store.schedule s
  set fired = s.fired + (v_made.outcome = 'fired')::int, skipped = s.skipped + (v_made.outcome <> 'fired')::int,
    last_job_id = case v_made.outcome when 'fired' then v_made.id else s.last_job_id end
  where s.name = v_schedule.name;
  return next;
end
$$;

call awa_store.publish('awa.trigger_schedule', 'awa_producer', 'awa_operator');
comment on function awa.trigger_schedule is 'Makes a job of a schedule now, beside its fires.';
