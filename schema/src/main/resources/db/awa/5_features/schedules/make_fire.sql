-- Enters the job of a fire, as insert_job would. made_by: schedule, trigger or backfill. parents: jobs that have to end
-- first, however they do. check_only: see insert_any.
create or replace function awa_store.insert_fire(
  schedule awa_store.schedule,
  fire_at timestamptz,
  run_at timestamptz,
  made_by text,
  parents bigint[] default '{}',
  check_only boolean default false,
  out id bigint,
  out outcome text,
  out state text,
  out fault text[]
)
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  v_now timestamptz := awa_store.clock();
  v_opts jsonb := (
    select coalesce(jsonb_object_agg(o.key, o.value), '{}')
    from jsonb_each((schedule).opts) o
    where o.key = any (awa_store.option_names('job_options')));
  v_args jsonb := (schedule).args;
begin
  if v_opts -> 'start_by' = '"next_fire"' then
    v_opts := v_opts || jsonb_build_object(
      'start_by',
      awa_store.time_text(
        (
          select f
          from awa_store.schedule_fires((schedule).name, greatest(insert_fire.fire_at, v_now), 'infinity', 1) f)));
  end if;
  if parents <> '{}' then
    v_opts := v_opts || jsonb_build_object('parents', to_jsonb(parents), 'on_parent_failure', 'run');
  end if;
  v_args := awa_store.rendered_args(
    v_args, (schedule).name, fire_at,
    case
      when awa_store.asks_for_fire(v_args, 'previous') then awa_store.previous_fire((schedule).name, fire_at)
    end,
    case
      when awa_store.asks_for_fire(v_args, 'last_success')
        then greatest((schedule).last_success_at, awa_store.unnoted_success((schedule).name))
    end);
  select i.id, i.outcome, i.state, i.fault into id, outcome, state, fault
  from awa_store.insert_any(
    kind => (schedule).kind,
    args => v_args,
    queue => (schedule).queue,
    priority => ((schedule).opts ->> 'priority')::int,
    run_at => run_at,
    max_attempts => ((schedule).opts ->> 'max_attempts')::int,
    unique_by => (schedule).opts -> 'unique_by',
    ordering_key => (schedule).opts ->> 'ordering_key',
    tags => array(select jsonb_array_elements_text((schedule).opts -> 'tags')),
    metadata => coalesce((schedule).opts -> 'metadata', '{}') || jsonb_build_object(
      'schedule',
      jsonb_build_object('name', (schedule).name, 'fire_at', awa_store.time_text(fire_at), 'by', made_by)),
    opts => v_opts,
    new_id => case when check_only then 0 end,
    check_only => check_only) i;
end
$$;

-- Makes a fire, unless a job of the schedule is under way and overlap says otherwise; outcome fired or skipped.
-- Locks: with cancel_other those of cancel_job.
create or replace function awa_store.make_fire(
  schedule awa_store.schedule,
  fire_at timestamptz,
  run_at timestamptz,
  made_by text,
  overlap text,
  out id bigint,
  out outcome text,
  out state text,
  out fault text[]
)
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  v_now timestamptz := awa_store.clock();
  v_open bigint[] := '{}';
  v_parents bigint[] := '{}';
  v_cancelled record;
  v_job record;
begin
  if overlap <> 'allow' then
    v_open := awa_store.open_jobs((schedule).name, case overlap when 'cancel_other' then 1000 else 2 end);
  end if;
  if (overlap = 'skip' and v_open <> '{}') or (overlap = 'queue_one' and cardinality(v_open) > 1) then
    outcome := 'skipped';
    id := v_open[1];
    return;
  end if;
  if overlap = 'queue_one' then
    v_parents := v_open;
  elsif v_open <> '{}' then
    for i in 1..cardinality(v_open) loop
      v_cancelled := awa_store.cancel_one(v_open[i], format('schedule %s fires again', (schedule).name));
      fault := v_cancelled.fault;
      if fault is not null then
        return;
      end if;
    end loop;
    set constraints awa_store.withdrawn_confirm immediate;
    set constraints awa_store.withdrawn_confirm deferred;
  end if;
  v_job := awa_store.insert_fire(schedule, fire_at, run_at, made_by, v_parents);
  fault := v_job.fault;
  if fault is not null then
    return;
  end if;
  id := v_job.id;
  state := v_job.state;
  outcome := case v_job.outcome when 'existing' then 'skipped' else 'fired' end;
  if outcome = 'fired' then
    insert into awa_store.schedule_job (job_id, schedule, fire_at, made_at, look_at)
    values (make_fire.id, (make_fire.schedule).name, make_fire.fire_at, v_now, v_now + interval '10 s')
    on conflict do nothing;
  end if;
end
$$;

-- What has been made, with a fire added. after: a fire that none lies between; if it was made, there is one range of
-- both. Of more than 200 ranges the gap between the oldest two is closed.
create or replace function awa_store.with_fire(done tstzmultirange, fire_at timestamptz, after timestamptz)
returns tstzmultirange
language plpgsql
immutable
as $$
declare
  v_done tstzmultirange := done + tstzmultirange(
    tstzrange(case when done @> after and after <= fire_at then after else fire_at end, fire_at, '[]'));
  v_first tstzrange[];
begin
  if pg_column_size(v_done) > 3000 then
    v_first := array(select r from unnest(v_done) r limit 201);
    if cardinality(v_first) > 200 then
      v_done := v_done + tstzmultirange(range_merge(v_first[1], v_first[2]));
    end if;
  end if;
  return v_done;
end
$$;

call awa_store.publish('awa_store.insert_fire');
call awa_store.publish('awa_store.make_fire');
call awa_store.publish('awa_store.with_fire');
