-- What a settle does with jobs that are not open under its claim: true = report them, false = raise. Heeds notify, too.
-- Errors: AW001, AW002.
create or replace function awa_store.reports_lost(options jsonb)
returns boolean
language plpgsql
volatile
as $$
begin
  if options = '{}' then
    return false;
  end if;
  perform awa_store.check_options(options, variadic awa_store.option_names('settle_options'));
  if not awa_store.option_boolean(options, 'notify', true) then
    perform set_config('awa.notify', 'off', true);
  end if;
  if coalesce(nullif(options -> 'on_lost', 'null'), '"raise"') not in ('"raise"', '"report"') then
    raise exception using
      errcode = 'AW001',
      message = format('on_lost must be "raise" or "report", not %s', awa_store.excerpt(options -> 'on_lost')),
      hint = 'raise settles all or nothing; report settles what is open and lists the rest.';
  end if;
  return coalesce(options -> 'on_lost' = '"report"', false);
end
$$;

call awa_store.publish('awa_store.reports_lost');
