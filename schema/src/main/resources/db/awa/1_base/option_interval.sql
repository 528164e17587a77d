-- Reads an interval above 0, or with takes_zero from 0, and up to highest from an options object; null where the key is
-- missing or null. path: what leads to the object, for messages.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_interval(
  options jsonb, key text, highest interval, path text default '', takes_zero boolean default false)
returns interval
language plpgsql
stable
as $$
declare
  v_given jsonb := nullif(options -> key, 'null');
  v_value interval;
begin
  if v_given is null then
    return null;
  end if;
  if jsonb_typeof(v_given) = 'number' then
    -- float8 takes neither the greatest nor the smallest of them.
    if v_given between '0.000001' and '10000000000' or takes_zero and v_given = '0' then
      v_value := make_interval(secs => v_given::numeric::float8);
    end if;
  elsif jsonb_typeof(v_given) = 'string' then
    begin
      v_value := (v_given #>> '{}')::interval;
    exception when data_exception then
      v_value := null;
    end;
  end if;
  if awa_store.interval_within(
    v_value, case when takes_zero then 0 else 0.000001 end, awa_store.interval_seconds(highest, 30.5)) is not true
  then
    raise exception using
      errcode = 'AW001',
      message = format(
        '%s must be an interval %s and up to %s, not %s', path || key,
        case when takes_zero then 'from 0' else 'above 0' end, awa_store.interval_text(highest),
        awa_store.excerpt(v_given)),
      hint = 'Write it as PostgreSQL does: "30 s", "5 min", "1 day".';
  end if;
  return v_value;
end
$$;

call awa_store.publish('awa_store.option_interval');
