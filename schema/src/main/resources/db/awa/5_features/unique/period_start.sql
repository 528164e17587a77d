-- The start, in seconds since the epoch, of the window of a length that holds a time; windows are counted from the
-- epoch.
-- Errors: AW001 for a period that is too short or too long, or not of whole seconds, or has months, which differ; or
-- for no time.
create or replace function awa_store.period_start(period interval, at timestamptz, argument text default 'period')
returns bigint
language plpgsql
immutable
as $$
declare
  v_length numeric;
begin
  if period is null then
    return null;
  end if;
  if not isfinite(period) or date_part('year', period) <> 0 or date_part('month', period) <> 0 then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be of days or less, not %s', argument, awa_store.interval_text(period)),
      hint = 'Months and years differ in length: use days, as in 30 days.';
  end if;
  v_length := extract(epoch from period);
  if v_length < 1 or v_length <> trunc(v_length) or v_length > 36525 * 86400.0 then
    raise exception using
      errcode = 'AW001',
      message = format(
        '%s must be of whole seconds, at least one and up to 36525 days, not %s',
        argument, awa_store.interval_text(period)),
      hint = 'Use a period such as 1 hour.';
  end if;
  if awa_store.is_time(at) is not true then
    raise exception using
      errcode = 'AW001',
      message = format('at must be a time in the years 1 to 9999, not %s', coalesce(awa_store.utc(at), 'null')),
      hint = 'It names the window that holds it.';
  end if;
  return floor(extract(epoch from at) / v_length) * v_length;
end
$$;

call awa_store.publish('awa_store.period_start');
