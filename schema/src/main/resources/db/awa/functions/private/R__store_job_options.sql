-- Reads the opts of a job: the options that it is stored with, null if there are none; start_by as a time. parents, traceparent,
-- validate and notify are accepted here and read by insert_any.
-- Errors: AW001, AW002.
create or replace function awa_store.job_options(opts jsonb)
returns jsonb
language plpgsql
stable
as $$
declare
  v_start_by timestamptz;
begin
  if opts is null or opts = '{}' or opts = 'null' then
    return null;
  end if;
  perform awa_store.check_options(
    opts, 'timeout', 'backoff', 'start_by', 'keep', 'concurrency_key', 'concurrency_limit', 'parents', 'on_parent_failure',
    'traceparent', 'validate', 'notify');
  perform awa_store.option_boolean(opts, 'notify');
  perform awa_store.option_interval(opts, 'timeout');
  perform awa_store.option_interval(opts, 'keep');
  perform awa_store.check_backoff(opts -> 'backoff');
  if opts ->> 'start_by' is not null then
    v_start_by := awa_store.time_or_null(opts -> 'start_by');
    if v_start_by is null then
      begin
        v_start_by := awa_store.clock() + awa_store.option_interval(opts, 'start_by');
      exception when sqlstate 'AW001' then
        raise exception using
          errcode = 'AW001',
          message = format(
            'start_by must be a time, or an interval above 0 from now, not %s', left(opts ->> 'start_by', 100)),
          hint = 'Write it as "2030-01-31T08:00:00Z" or "15 min".';
      end;
    end if;
  end if;
  if opts ->> 'concurrency_key' is not null and (
    jsonb_typeof(opts -> 'concurrency_key') <> 'string' or length(opts ->> 'concurrency_key') not between 1 and 200)
  then
    raise exception using
      errcode = 'AW001',
      message = format('concurrency_key must be a text of 1 to 200 characters, not %s', left((opts -> 'concurrency_key')::text, 100)),
      hint = 'Leave it out for a job that runs beside all others.';
  end if;
  if opts ->> 'concurrency_limit' is not null then
    if opts ->> 'concurrency_key' is null then
      raise exception using
        errcode = 'AW001',
        message = format('concurrency_limit (%s) limits a concurrency_key, which is missing', left(opts ->> 'concurrency_limit', 100)),
        hint = 'Name the key, or leave both out.';
    end if;
    if not awa_store.is_integer(opts -> 'concurrency_limit') or (opts -> 'concurrency_limit')::numeric not between 1 and 10000 then
      raise exception using
        errcode = 'AW001',
        message = format('concurrency_limit must be 1 to 10000, not %s', left(opts ->> 'concurrency_limit', 100)),
        hint = 'Leave it out for 1: one after the other.';
    end if;
  end if;
  if opts ->> 'on_parent_failure' is not null then
    if opts ->> 'parents' is null then
      raise exception using
        errcode = 'AW001', message = 'on_parent_failure needs parents, which are missing', hint = 'Name them, or leave both out.';
    end if;
    if opts ->> 'on_parent_failure' not in ('cancel', 'run', 'fail') then
      raise exception using
        errcode = 'AW001',
        message = format('on_parent_failure must be cancel, run or fail, not %s', left(opts ->> 'on_parent_failure', 100)),
        hint = 'Leave it out for cancel.';
    end if;
  end if;
  return nullif(
    jsonb_strip_nulls(
      jsonb_build_object(
        'timeout', opts -> 'timeout', 'backoff', opts -> 'backoff', 'start_by', v_start_by, 'keep', opts -> 'keep',
        'concurrency_key', opts -> 'concurrency_key',
        'concurrency_limit', (nullif(opts -> 'concurrency_limit', 'null'))::int,
        'on_parent_failure', opts -> 'on_parent_failure')),
    '{}');
end
$$;

-- Checks the backoff policy of a job.
-- Errors: AW001, AW002.
create or replace function awa_store.check_backoff(backoff jsonb)
returns void
language plpgsql
immutable
as $$
declare
  v_key text;
begin
  if backoff is null or backoff = 'null' then
    return;
  end if;
  if jsonb_typeof(backoff) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('backoff must be a JSON object, not %s', left(backoff::text, 100)),
      hint = 'As in {"kind": "fixed", "base": "10 s"}.';
  end if;
  select k into v_key from jsonb_object_keys(backoff) k where k <> all (array['kind', 'base', 'max', 'jitter']) limit 1;
  if found then
    raise exception using
      errcode = 'AW002',
      message = format('unknown key %s in backoff', to_jsonb(v_key)),
      hint = 'Known keys: kind, base, max, jitter.';
  end if;
  if coalesce(backoff ->> 'kind', 'exponential') not in ('exponential', 'linear', 'fixed') then
    raise exception using
      errcode = 'AW001',
      message = format('backoff kind must be exponential, linear or fixed, not %s', left(backoff ->> 'kind', 100)),
      hint = 'Leave it out for exponential.';
  end if;
  if backoff ->> 'jitter' is not null
    and (jsonb_typeof(backoff -> 'jitter') <> 'number' or not (backoff ->> 'jitter')::numeric between 0 and 1)
  then
    raise exception using
      errcode = 'AW001',
      message = format('backoff jitter must be a number from 0 to 1, not %s', left(backoff ->> 'jitter', 100)),
      hint = 'Leave it out for 0.25.';
  end if;
  perform awa_store.option_interval(backoff, 'base');
  perform awa_store.option_interval(backoff, 'max');
end
$$;

-- The metadata that carries a W3C trace context.
-- Errors: AW001.
create or replace function awa_store.trace(traceparent jsonb)
returns jsonb
language plpgsql
immutable
as $$
begin
  if jsonb_typeof(traceparent) <> 'string'
    or traceparent #>> '{}' !~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$'
  then
    raise exception using
      errcode = 'AW001',
      message = format('traceparent must be as W3C Trace Context writes it, not %s', left(traceparent::text, 100)),
      hint = 'As in 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.';
  end if;
  return jsonb_build_object('traceparent', traceparent);
end
$$;

call awa_store.publish('awa_store.job_options');
call awa_store.publish('awa_store.trace');
call awa_store.publish('awa_store.check_backoff');
