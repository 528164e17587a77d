-- A window is as long as its period, whatever the session's time zone does in it.
set search_path = tap;
select plan(2);

set time zone 'Europe/Berlin';
select from awa.insert_job('x', run_at => '2097-03-31 12:00+00',
  unique_by => '{"period": "1 day", "states": ["scheduled", "completed"]}');
select is((select to_char(window_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI') from awa_store.unique_claim), '2097-04-01 00:00',
  'a day in which clocks are put forward has 24 hours');
delete from awa_store.unique_claim;
select from awa.insert_job('x', run_at => '2097-02-15 12:00+00',
  unique_by => '{"period": "30 days", "states": ["scheduled", "completed"]}');
select is((select extract(epoch from window_end) % (30 * 86400) from awa_store.unique_claim), 0::numeric,
  'windows of many days are counted from the epoch');

select * from finish();
