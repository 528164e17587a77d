-- The next times at which a schedule with this spec fires in this zone, later than a time, at most n of them, in order;
-- fewer where the year 9999 comes first. zone: the IANA name of a time zone. after: now unless told. n: 1 to 1000.
-- docs/schedules.md has the grammar of spec, and what changes of the clock do.
-- opts: days, either (the default) or both: whether a day has to match day of month and day of week if both are
-- restricted; name: of the schedule, which H is spread by.
-- Errors: AW001 bad argument, with the field of spec and its value, or a spec that never fires, AW002 unknown option,
-- AW003 too long.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.next_fires(
  spec text,
  zone text default 'UTC',
  after timestamptz default null,
  n int default 5,
  opts jsonb default '{}'
)
returns table (fire_at timestamptz)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_rule awa_store.schedule_rule;
  v_zone text;
  v_after timestamptz := coalesce(next_fires.after, awa_store.clock());
  v_n int := coalesce(next_fires.n, 5);
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('fires_options'));
  end if;
  if v_n < 1 or v_n > 1000 then
    raise exception using
      errcode = 'AW001',
      message = format('n must be 1 to 1000, not %s', v_n),
      hint = 'Ask again, after the last one, for more.';
  end if;
  if not awa_store.is_time(v_after) then
    raise exception using
      errcode = 'AW001',
      message = format('after must be a time in the years 1 to 9999, not %s', awa_store.utc(v_after)),
      hint = 'Leave it out for now.';
  end if;
  v_rule := awa_store.read_spec(spec, awa_store.spread_name(opts), awa_store.asks_both_days(opts));
  v_zone := awa_store.checked_zone(coalesce(next_fires.zone, 'UTC'));
  return query select f from awa_store.rule_fires(v_rule, v_zone, v_after, v_n) f;
end
$$;

call awa_store.publish('awa.next_fires', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.next_fires is 'The next times at which a schedule would fire: a cron spec in a time zone.';
