-- Checks the opts of a job: timeout and backoff.
-- Errors: AW001, AW002.
create or replace function awa_store.check_job_options(opts jsonb)
returns void
language plpgsql
stable
as $$
declare
  v_backoff jsonb := opts -> 'backoff';
  v_key text;
begin
  perform awa_store.check_options(opts, 'timeout', 'backoff');
  perform awa_store.option_interval(opts, 'timeout');
  if v_backoff is null or v_backoff = 'null' then
    return;
  end if;
  if jsonb_typeof(v_backoff) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('backoff must be a JSON object, not %s', left(v_backoff::text, 100)),
      hint = 'As in {"kind": "fixed", "base": "10 s"}.';
  end if;
  select k into v_key from jsonb_object_keys(v_backoff) k where k <> all (array['kind', 'base', 'max', 'jitter']) limit 1;
  if found then
    raise exception using
      errcode = 'AW002',
      message = format('unknown key %s in backoff', to_jsonb(v_key)),
      hint = 'Known keys: kind, base, max, jitter.';
  end if;
  if coalesce(v_backoff ->> 'kind', 'exponential') not in ('exponential', 'linear', 'fixed') then
    raise exception using
      errcode = 'AW001',
      message = format('backoff kind must be exponential, linear or fixed, not %s', left(v_backoff ->> 'kind', 100)),
      hint = 'Leave it out for exponential.';
  end if;
  if v_backoff ? 'jitter'
    and (jsonb_typeof(v_backoff -> 'jitter') <> 'number' or not (v_backoff ->> 'jitter')::numeric between 0 and 1)
  then
    raise exception using
      errcode = 'AW001',
      message = format('backoff jitter must be a number from 0 to 1, not %s', left(v_backoff ->> 'jitter', 100)),
      hint = 'Leave it out for 0.25.';
  end if;
  perform awa_store.option_interval(v_backoff, 'base');
  perform awa_store.option_interval(v_backoff, 'max');
end
$$;

call awa_store.publish('awa_store.check_job_options');
