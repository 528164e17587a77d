-- How long a job is to be put off, if it is put off so long: null, or from 0 to what configure allows.
-- Errors: AW001.
create or replace function awa_store.checked_delay(what text, delay interval)
returns interval
language plpgsql
stable
as $$
declare
  v_most interval;
begin
  if delay is null then
    return null;
  end if;
  v_most := (select s.max_delay from awa_store.settings s);
  if awa_store.interval_within(delay, 0, awa_store.interval_seconds(v_most, 30.5)) is not true then
    raise exception using
      errcode = 'AW001',
      message = format(
        '%s must be 0 to %s, not %s', what, awa_store.interval_text(v_most), awa_store.interval_text(delay)),
      hint = 'A plain number counts seconds; awa.configure sets max_delay.';
  end if;
  return delay;
end
$$;

call awa_store.publish('awa_store.checked_delay');
