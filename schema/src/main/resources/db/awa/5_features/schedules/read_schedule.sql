-- Reads what put_schedule is given, checks all of it, and answers with the rows that it makes, as far as they are made
-- of that; the job of the first fire is checked as insert_job would.
-- Errors: those of insert_job and next_fires, naming the option.
create or replace function awa_store.read_schedule(
  name text,
  spec text,
  zone text,
  kind text,
  args jsonb,
  opts jsonb,
  out schedule awa_store.schedule,
  out version awa_store.schedule_version
)
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  v_opts jsonb := coalesce(nullif(opts, 'null'), '{}');
  v_catch_up jsonb;
  v_checked record;
begin
  perform awa_store.check_schedule_name(name);
  perform awa_store.check_options(v_opts, variadic awa_store.option_names('schedule_options'));
  perform awa_store.check_bytes('opts', v_opts, 65536, 'Put data for the handler into args.');
  v_opts := jsonb_strip_nulls(v_opts - 'unique_by' - 'metadata')
    || (select coalesce(jsonb_object_agg(o.key, o.value), '{}') from jsonb_each(v_opts) o
      where o.key in ('unique_by', 'metadata') and o.value <> 'null');
  version.schedule := name;
  version.rule := awa_store.read_spec(spec, name, awa_store.asks_both_days(v_opts));
  version.spec := spec;
  version.zone := awa_store.checked_zone(coalesce(zone, 'UTC'));
  version.start_at := awa_store.schedule_time(v_opts, 'start_at');
  version.end_at := awa_store.schedule_time(v_opts, 'end_at');
  if version.end_at < version.start_at then
    raise exception using
      errcode = 'AW001',
      message = format(
        'end_at (%s) must not lie before start_at (%s)', awa_store.utc(version.end_at),
        awa_store.utc(version.start_at)),
      hint = 'It fires from start_at to end_at, both included.';
  end if;

  schedule.name := name;
  schedule.spec := spec;
  schedule.zone := version.zone;
  schedule.sentence := awa_store.rule_sentence(version.rule);
  schedule.kind := kind;
  schedule.args := coalesce(args, '{}');
  schedule.opts := v_opts;
  schedule.jitter := coalesce(
    extract(epoch from awa_store.option_interval(v_opts, 'jitter', '1 hour', takes_zero => true))::float8, 0);
  schedule.overlap := awa_store.checked_overlap(v_opts, 'allow');
  schedule.by_tick := schedule.overlap = 'cancel_other' or v_opts ? 'unique_by';
  v_catch_up := coalesce(v_opts -> 'catch_up', '{}');
  if jsonb_typeof(v_catch_up) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('catch_up must be a JSON object, not %s', awa_store.excerpt(v_catch_up)),
      hint = 'As in {"policy": "all", "max": 24, "window": "1 day"}.';
  end if;
  if v_catch_up - awa_store.option_names('catch_up') <> '{}' then
    perform awa_store.raise_option_fault('catch_up', v_catch_up, awa_store.option_names('catch_up'));
  end if;
  schedule.catch_up := awa_store.checked_policy(v_catch_up -> 'policy', 'catch_up.policy');
  schedule.catch_up_window := awa_store.option_interval(v_catch_up, 'window', '100 years', 'catch_up.');
  if v_catch_up ? 'max' and awa_store.option_count(v_catch_up, 'max', 1000) is null then
    raise exception using
      errcode = 'AW001',
      message = format('catch_up.max must be 1 to 1000, not %s', awa_store.excerpt(v_catch_up -> 'max')),
      hint = 'Leave it out for 100.';
  end if;
  schedule.catch_up_max := coalesce(awa_store.option_count(v_catch_up, 'max', 1000), 100);
  if v_opts ? 'start_by' and v_opts -> 'start_by' <> '"next_fire"' then
    perform awa_store.option_interval(v_opts, 'start_by', (select s.max_delay from awa_store.settings s));
  end if;
  perform awa_store.check_job_part(v_opts);
  schedule.queue := coalesce(v_opts ->> 'queue', 'default');
  perform awa_store.check_template(schedule.args, name);
  v_checked := awa_store.insert_fire(schedule, awa_store.clock(), awa_store.clock(), 'schedule', check_only => true);
  if v_checked.fault is not null then
    raise exception using
      errcode = v_checked.fault[1], message = v_checked.fault[2], hint = v_checked.fault[3];
  end if;
end
$$;

-- Errors: AW001, AW003.
create or replace function awa_store.check_schedule_name(name text)
returns void
language plpgsql
immutable
as $$
begin
  if coalesce(name, '') = '' then
    raise exception using
      errcode = 'AW001',
      message = format('name must be a text of 1 to 200 characters, not %s', coalesce(to_jsonb(name)::text, 'null')),
      hint = 'Name the schedule, as in "nightly_report".';
  end if;
  if length(name) > 200 then
    raise exception using
      errcode = 'AW003',
      message = format('name %s... is longer than 200 characters', left(name, 40)),
      hint = 'Use a shorter name.';
  end if;
end
$$;

-- What to do with missed fires; latest unless told.
-- Errors: AW001.
create or replace function awa_store.checked_policy(given jsonb, what text)
returns text
language plpgsql
stable
as $$
begin
  if nullif(given, 'null') not in ('"none"', '"latest"', '"all"') then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be none, latest or all, not %s', what, awa_store.excerpt(given)),
      hint = 'It says which of the fires that were missed are made up for.';
  end if;
  return coalesce(given #>> '{}', 'latest');
end
$$;

-- A time among the options.
-- Errors: AW001.
create or replace function awa_store.schedule_time(options jsonb, key text)
returns timestamptz
language plpgsql
stable
as $$
declare
  v_time timestamptz := awa_store.time_or_null(options -> key);
begin
  if options ? key and awa_store.is_time(v_time) is not true then
    raise exception using
      errcode = 'AW001',
      message = format(
        '%s must be a time in the years 1 to 9999, not %s', key, awa_store.excerpt(options -> key)),
      hint = 'Write it as ISO 8601 with an offset: "2030-01-31T08:00:00Z".';
  end if;
  return v_time;
end
$$;

-- The types of the options that are arguments of insert_job; their values are checked as there.
-- Errors: AW001, AW003.
create or replace function awa_store.check_job_part(options jsonb)
returns void
language plpgsql
stable
as $$
declare
  v_key text;
begin
  foreach v_key in array array['queue', 'ordering_key'] loop
    if jsonb_typeof(options -> v_key) <> 'string' then
      raise exception using
        errcode = 'AW001',
        message = format('%s must be a text, not %s', v_key, awa_store.excerpt(options -> v_key)),
        hint = 'Write it as a JSON string.';
    end if;
  end loop;
  perform awa_store.option_integer(options, 'priority', 1, 4);
  perform awa_store.option_integer(options, 'max_attempts', 1, 1000);
  if jsonb_typeof(options -> 'tags') <> 'array' or options -> 'tags' @? 'strict $[*] ? (@.type() != "string")' then
    raise exception using
      errcode = 'AW001',
      message = format('tags must be a list of texts, not %s', awa_store.excerpt(options -> 'tags')),
      hint = 'As in ["first", "second"].';
  end if;
  if jsonb_typeof(options -> 'metadata') <> 'object' or options -> 'metadata' ? 'schedule' then
    raise exception using
      errcode = 'AW001',
      message = format(
        'metadata must be a JSON object without the key schedule, not %s', awa_store.excerpt(options -> 'metadata')),
      hint = 'There each job has the name of its schedule and the time of its fire.';
  end if;
end
$$;

call awa_store.publish('awa_store.read_schedule');
call awa_store.publish('awa_store.check_schedule_name');
call awa_store.publish('awa_store.checked_policy');
call awa_store.publish('awa_store.schedule_time');
call awa_store.publish('awa_store.check_job_part');

-- What trigger_schedule is told about jobs that are under way; fallback unless it is.
-- Errors: AW001.
create or replace function awa_store.checked_overlap(options jsonb, fallback text)
returns text
language plpgsql
stable
as $$
begin
  if nullif(options -> 'overlap', 'null') not in ('"allow"', '"skip"', '"queue_one"', '"cancel_other"') then
    raise exception using
      errcode = 'AW001',
      message = format(
        'overlap must be allow, skip, queue_one or cancel_other, not %s', awa_store.excerpt(options -> 'overlap')),
      hint = 'It says what becomes of a fire while a job of the schedule is under way.';
  end if;
  return coalesce(options ->> 'overlap', fallback);
end
$$;

-- The name of a declared set; option source.
-- Errors: AW001, AW003.
create or replace function awa_store.checked_source(options jsonb)
returns text
language plpgsql
stable
as $$
declare
  v_given jsonb := nullif(options -> 'source', 'null');
begin
  if jsonb_typeof(v_given) <> 'string' or v_given = '""' then
    raise exception using
      errcode = 'AW001',
      message = format('source must be a text of 1 to 200 characters, not %s', awa_store.excerpt(v_given)),
      hint = 'Name the set, as in "billing"; leave it out for "default".';
  end if;
  if length(v_given #>> '{}') > 200 then
    raise exception using
      errcode = 'AW003',
      message = format('source %s... is longer than 200 characters', left(v_given #>> '{}', 40)),
      hint = 'Use a shorter name.';
  end if;
  return coalesce(v_given #>> '{}', 'default');
end
$$;

-- Refuses a set of schedules that is no array of objects with the arguments of put_schedule and names of their own.
-- Errors: AW001, AW002, AW003, naming position and name.
create or replace function awa_store.check_set(schedules jsonb)
returns void
language plpgsql
stable
as $$
declare
  v_entry record;
  v_place text;
  v_rest jsonb;
  v_field text;
begin
  if schedules is null or jsonb_typeof(schedules) <> 'array' then
    raise exception using
      errcode = 'AW001',
      message = format(
        'schedules must be a JSON array of objects, not %s', coalesce(awa_store.excerpt(schedules), 'null')),
      hint = 'As in [{"name": "nightly", "spec": "0 3 * * *", "kind": "nightly_report"}].';
  end if;
  if jsonb_array_length(schedules) > 10000 then
    raise exception using
      errcode = 'AW003',
      message = format('%s schedules, more than 10000', jsonb_array_length(schedules)),
      hint = 'Apply them in sets of their own sources.';
  end if;
  for v_entry in select e.value, e.n from jsonb_array_elements(schedules) with ordinality e (value, n) loop
    if jsonb_typeof(v_entry.value) <> 'object' then
      raise exception using
        errcode = 'AW001',
        message = format('schedule %s must be a JSON object, not %s', v_entry.n, awa_store.excerpt(v_entry.value)),
        hint = 'As in {"name": "nightly", "spec": "0 3 * * *", "kind": "nightly_report"}.';
    end if;
    v_place := format('schedule %s (%s)', v_entry.n, left((v_entry.value -> 'name')::text, 100));
    v_rest := v_entry.value - awa_store.option_names('new_schedule');
    if v_rest <> '{}' then
      raise exception using
        errcode = 'AW002',
        message = format(
          '%s: unknown field %s', v_place, (select to_jsonb(left(k, 100)) from jsonb_object_keys(v_rest) k limit 1)),
        hint = 'Known fields are the arguments of put_schedule.';
    end if;
    select f into v_field
    from unnest(array['name', 'spec', 'zone', 'kind']) f
    where coalesce(jsonb_typeof(v_entry.value -> f), 'null') not in ('string', 'null')
    limit 1;
    if found then
      raise exception using
        errcode = 'AW001',
        message = format(
          '%s: %s must be a text, not %s', v_place, v_field, awa_store.excerpt(v_entry.value -> v_field)),
        hint = 'Write it as a JSON string.';
    end if;
  end loop;
  select e.value ->> 'name' as name, max(e.n) as n into v_entry
  from jsonb_array_elements(schedules) with ordinality e (value, n)
  group by 1
  having count(*) > 1
  limit 1;
  if found then
    raise exception using
      errcode = 'AW001',
      message = format('schedule %s: name %s stands in the set before', v_entry.n, awa_store.quoted(v_entry.name)),
      hint = 'A schedule has one name, and one place in the set.';
  end if;
end
$$;

call awa_store.publish('awa_store.checked_overlap');
call awa_store.publish('awa_store.checked_source');
call awa_store.publish('awa_store.check_set');
