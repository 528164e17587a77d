-- The start, in seconds since the epoch, of the window of a length that holds a time; windows are counted from the epoch.
-- Errors: AW001 for a period below or not of whole seconds, or for no time.
create or replace function awa_store.period_start(period interval, at timestamptz)
returns bigint
language plpgsql
immutable
as $$
declare
  v_length numeric := extract(epoch from period);
begin
  if v_length < 1 or v_length <> trunc(v_length) then
    raise exception using
      errcode = 'AW001',
      message = format('period must be of whole seconds, at least one, not %s', awa_store.interval_text(period)),
      hint = 'Use a period such as 1 hour.';
  end if;
  if not isfinite(at) then
    raise exception using
      errcode = 'AW001', message = format('at must be a time, not %s', awa_store.utc(at)), hint = 'It names the window that holds it.';
  end if;
  return floor(extract(epoch from at) / v_length) * v_length;
end
$$;

call awa_store.publish('awa_store.period_start');
