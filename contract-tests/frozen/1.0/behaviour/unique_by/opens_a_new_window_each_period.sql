-- A period limits the key to windows counted from the epoch.
set search_path = tap;
select plan(7);

select stop_clock('2030-01-01 12:59:59+00');
create function pg_temp.put(p_at timestamptz default null) returns text language sql as
  $$select outcome from awa.insert_job('x', run_at => p_at, unique_by => '{"period": "1 hour"}')$$;

select is(pg_temp.put(), 'inserted', 'a first one in this hour');
select is(pg_temp.put(), 'existing', 'a second one meets it');
select is(pg_temp.put('2030-01-01 12:00:00+00'), 'existing', 'run_at at the start of the hour is in the same window');
select is(pg_temp.put('2030-01-01 13:00:00+00'), 'inserted', 'the next hour is another window');
select advance_clock('1 s');
select is(pg_temp.put(), 'existing', 'when it comes, its window is taken');
select is((select unique_key from awa.insert_job('x', unique_by => '{"period": "1 hour"}')),
  awa.unique_key('x', period_start => extract(epoch from timestamptz '2030-01-01 13:00:00+00')::bigint),
  'the key is that of the start of the window');
select is((select unique_key from awa.insert_job('x', run_at => '1969-12-31 23:59:59+00', unique_by => '{"period": "1 hour"}')),
  awa.unique_key('x', period_start => -3600), 'windows before the epoch are counted down');

select * from finish();
