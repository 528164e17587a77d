-- Reads the opts of a job: the options that it is stored with, null if there are none, in the one form that
-- option_seconds, option_time and option_count read back whatever the session's settings are: intervals as seconds,
-- start_by as a time in UTC. parents, traceparent, validate and notify are accepted here and read by insert_any.
-- Errors: AW001, AW002, AW003.
create or replace function awa_store.job_options(opts jsonb)
returns jsonb
language plpgsql
stable
as $$
declare
  v_max_delay interval;
  v_timeout interval;
  v_keep interval;
  v_backoff jsonb;
  v_start_by timestamptz;
  v_delay interval;
begin
  if opts is null or opts = '{}' or opts = 'null' then
    return null;
  end if;
  perform awa_store.check_options(opts, variadic awa_store.option_names('job_options'));
  perform awa_store.option_boolean(opts, 'notify');
  perform awa_store.check_bytes('opts', opts, 65536, 'Put data for the handler into args.');
  v_max_delay := (select s.max_delay from awa_store.settings s);
  v_timeout := awa_store.option_interval(opts, 'timeout', v_max_delay);
  v_keep := awa_store.option_interval(opts, 'keep', '100 years');
  v_backoff := awa_store.checked_backoff(opts -> 'backoff', v_max_delay);
  if opts ->> 'start_by' is not null then
    v_start_by := awa_store.time_or_null(opts -> 'start_by');
    if v_start_by is null then
      begin
        v_delay := awa_store.option_interval(opts, 'start_by', v_max_delay);
        v_start_by := awa_store.clock() + v_delay;
      exception when sqlstate 'AW001' then
        null;
      end;
    end if;
    if awa_store.is_time(v_start_by) is not true then
      raise exception using
        errcode = 'AW001',
        message = format(
          'start_by must be a time in the years 1 to 9999, or an interval above 0 and up to %s from now, not %s',
          awa_store.interval_text(v_max_delay), awa_store.excerpt(opts -> 'start_by')),
        hint = 'Write it as "2030-01-31T08:00:00Z" or "15 min".';
    end if;
  end if;
  if opts ->> 'concurrency_key' is not null then
    if jsonb_typeof(opts -> 'concurrency_key') <> 'string' or opts ->> 'concurrency_key' = '' then
      raise exception using
        errcode = 'AW001',
        message = format(
          'concurrency_key must be a text of 1 to 200 characters, not %s',
          awa_store.excerpt(opts -> 'concurrency_key')),
        hint = 'Leave it out for a job that runs beside all others.';
    end if;
    if length(opts ->> 'concurrency_key') > 200 then
      raise exception using
        errcode = 'AW003',
        message = format('concurrency_key %s... is longer than 200 characters', left(opts ->> 'concurrency_key', 40)),
        hint = 'Use a shorter key, or a hash of it.';
    end if;
  end if;
  if opts ->> 'concurrency_limit' is not null then
    if opts ->> 'concurrency_key' is null then
      raise exception using
        errcode = 'AW001',
        message = format(
          'concurrency_limit (%s) limits a concurrency_key, which is missing',
          awa_store.excerpt(opts -> 'concurrency_limit')),
        hint = 'Name the key, or leave both out.';
    end if;
    if awa_store.option_count(opts, 'concurrency_limit', 10000) is null then
      raise exception using
        errcode = 'AW001',
        message = format(
          'concurrency_limit must be 1 to 10000, not %s', awa_store.excerpt(opts -> 'concurrency_limit')),
        hint = 'Leave it out for 1: one after the other.';
    end if;
  end if;
  if opts ->> 'on_parent_failure' is not null then
    if opts ->> 'parents' is null then
      raise exception using
        errcode = 'AW001',
        message = 'on_parent_failure needs parents, which are missing',
        hint = 'Name them, or leave both out.';
    end if;
    if opts ->> 'on_parent_failure' not in ('cancel', 'run', 'fail') then
      raise exception using
        errcode = 'AW001',
        message = format(
          'on_parent_failure must be cancel, run or fail, not %s', awa_store.excerpt(opts -> 'on_parent_failure')),
        hint = 'Leave it out for cancel.';
    end if;
  end if;
  if opts ->> 'parents_needed' is not null then
    if opts ->> 'parents' is null then
      raise exception using
        errcode = 'AW001',
        message = format(
          'parents_needed (%s) needs parents, which are missing', awa_store.excerpt(opts -> 'parents_needed')),
        hint = 'Name them, or leave both out.';
    end if;
    if awa_store.option_count(opts, 'parents_needed', 100) is null then
      raise exception using
        errcode = 'AW001',
        message = format('parents_needed must be 1 to 100, not %s', awa_store.excerpt(opts -> 'parents_needed')),
        hint = 'Leave it out to wait for all parents.';
    end if;
  end if;
  if awa_store.option_interval(opts, 'parents_timeout', v_max_delay) is not null and opts ->> 'parents' is null then
    raise exception using
      errcode = 'AW001',
      message = format(
        'parents_timeout (%s) needs parents, which are missing', awa_store.excerpt(opts -> 'parents_timeout')),
      hint = 'Name them, or leave both out.';
  end if;
  return nullif(
    jsonb_strip_nulls(
      jsonb_build_object(
        'timeout', awa_store.json_seconds(v_timeout), 'backoff', v_backoff, 'start_by', awa_store.time_text(v_start_by),
        'keep', awa_store.json_seconds(v_keep), 'concurrency_key', opts -> 'concurrency_key',
        'concurrency_limit', awa_store.option_count(opts, 'concurrency_limit', 10000),
        'limits', awa_store.checked_limits(opts -> 'limits'),
        'on_parent_failure', opts -> 'on_parent_failure')),
    '{}');
end
$$;

-- Checks the backoff policy of a job, and gives it the form that it is stored in.
-- Errors: AW001, AW002.
create or replace function awa_store.checked_backoff(backoff jsonb, max_delay interval)
returns jsonb
language plpgsql
stable
as $$
begin
  if backoff is null or backoff = 'null' then
    return null;
  end if;
  if jsonb_typeof(backoff) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('backoff must be a JSON object, not %s', awa_store.excerpt(backoff)),
      hint = 'As in {"kind": "fixed", "base": "10 s"}.';
  end if;
  if backoff - awa_store.option_names('backoff') <> '{}' then
    perform awa_store.raise_option_fault('backoff', backoff, awa_store.option_names('backoff'));
  end if;
  if coalesce(backoff ->> 'kind', 'exponential') not in ('exponential', 'linear', 'fixed') then
    raise exception using
      errcode = 'AW001',
      message = format(
        'backoff.kind must be exponential, linear or fixed, not %s', awa_store.excerpt(backoff -> 'kind')),
      hint = 'Leave it out for exponential.';
  end if;
  if backoff ->> 'jitter' is not null
    and (jsonb_typeof(backoff -> 'jitter') <> 'number' or not (backoff ->> 'jitter')::numeric between 0 and 1)
  then
    raise exception using
      errcode = 'AW001',
      message = format('backoff.jitter must be a number from 0 to 1, not %s', awa_store.excerpt(backoff -> 'jitter')),
      hint = 'Leave it out for 0.25.';
  end if;
  return nullif(
    jsonb_strip_nulls(
      jsonb_build_object(
        'kind', backoff -> 'kind',
        'base', awa_store.json_seconds(awa_store.option_interval(backoff, 'base', max_delay, 'backoff.')),
        'max', awa_store.json_seconds(awa_store.option_interval(backoff, 'max', max_delay, 'backoff.')),
        -- float8 does not take all that numeric does.
        'jitter', trim_scale(round((backoff ->> 'jitter')::numeric, 6)))),
    '{}');
end
$$;

-- An interval as option_seconds reads it: a year counts as 365.25 days, a month as 30.
create or replace function awa_store.json_seconds(value interval)
returns numeric
language sql
immutable
as $$
  select trim_scale(extract(epoch from value));
$$;

-- Whether that is a traceparent as W3C Trace Context writes it.
create or replace function awa_store.is_trace(traceparent jsonb)
returns boolean
language sql
immutable
as $$
  select jsonb_typeof(traceparent) = 'string'
    and traceparent #>> '{}' ~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$';
$$;


-- The metadata that carries a W3C trace context.
-- Errors: AW001.
create or replace function awa_store.trace(traceparent jsonb)
returns jsonb
language plpgsql
immutable
as $$
begin
  if not awa_store.is_trace(traceparent) then
    raise exception using
      errcode = 'AW001',
      message = format('traceparent must be as W3C Trace Context writes it, not %s', awa_store.excerpt(traceparent)),
      hint = 'As in 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.';
  end if;
  return jsonb_build_object('traceparent', traceparent);
end
$$;

call awa_store.publish('awa_store.job_options');
call awa_store.publish('awa_store.trace');
call awa_store.publish('awa_store.is_trace');
call awa_store.publish('awa_store.checked_backoff');
call awa_store.publish('awa_store.json_seconds');
