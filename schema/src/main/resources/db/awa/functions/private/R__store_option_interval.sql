-- Reads a positive interval from an options object; null where the key is missing or null.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_interval(options jsonb, key text)
returns interval
language plpgsql
stable
as $$
declare
  v_value interval;
begin
  if options ->> key is null then
    return null;
  end if;
  begin
    v_value := case when jsonb_typeof(options -> key) in ('string', 'number') then (options ->> key)::interval end;
  exception when data_exception then
    v_value := null;
  end;
  if v_value is null or v_value <= interval '0' or v_value > interval '100 years' then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be an interval above 0 and up to 100 years, not %s', key, left(options ->> key, 100)),
      hint = 'Write it as PostgreSQL does: "30 s", "5 min", "1 day".';
  end if;
  return v_value;
end
$$;

call awa_store.publish('awa_store.option_interval');
