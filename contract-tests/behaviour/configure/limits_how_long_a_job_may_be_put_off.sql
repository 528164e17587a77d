-- A delay or a timeout is at most a year, unless configured: a driver that sends nanoseconds for seconds is told so.
set search_path = tap;
select plan(22);

select stop_clock();
select from awa.insert_jobs('[{"kind": "x"}, {"kind": "x"}]');
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 2) c;
create function pg_temp.fail(p_after text) returns text language sql as $$
  select f.outcome from claimed, awa.fail_jobs(worker(), claim_id, array[id], '{oops}', p_after::interval) f where n = 1
$$;
create function pg_temp.snooze(p_delay text) returns text language sql as $$
  select s.outcome from claimed, awa.snooze_job(worker(), claim_id, id, p_delay::interval) s where n = 2
$$;
create function pg_temp.insert(p_path text, p_value text) returns text language sql as $$
  select outcome from awa.insert_job('y', opts => case
    when p_path like 'backoff.%' then jsonb_build_object('backoff', jsonb_build_object(substr(p_path, 9), p_value))
    else jsonb_build_object(p_path, p_value)
  end)
$$;

-- Two seconds in nanoseconds.
select refuses($$select pg_temp.fail('2000000000')$$, 'AW001', 'retry_after must be 0 to 366 days, not %', 'a retry');
select refuses($$select pg_temp.snooze('2000000000')$$, 'AW001', 'delay must be 0 to 366 days, not %', 'a snooze');
select refuses(format('select pg_temp.insert(%L, ''2000000000'')', o), 'AW001', '%up to 366 days%2000000000%', o)
from unnest('{timeout,start_by,backoff.base,backoff.max}'::text[]) o;
select is(pg_temp.insert('keep', '2000000000'), 'inserted', 'a job may be kept longer');

select is((select max_delay from awa.configure('{"max_delay": "1 hour"}')), 3600::float8, 'an operator may allow less');
select refuses($$select pg_temp.fail('61 min')$$, 'AW001', 'retry_after must be 0 to 01:00:00, not 01:01:00', 'for a retry');
select refuses($$select pg_temp.snooze('61 min')$$, 'AW001', 'delay must be 0 to 01:00:00, not 01:01:00', 'for a snooze');
select refuses($$select pg_temp.insert('timeout', '61 min')$$, 'AW001', 'timeout %up to 01:00:00, not "61 min"', 'for a timeout');
select is(pg_temp.insert('timeout', '60 min'), 'inserted', 'an hour is fine');
select is((select max_delay from awa.configure('{"max_delay": "100 years"}')), 3155760000::float8, 'or more');
select is(pg_temp.insert(o, '2000000000'), 'inserted', 'for ' || o) from unnest('{timeout,start_by,backoff.base,backoff.max}'::text[]) o;
select is(pg_temp.fail('2000000000'), 'retryable', 'for a retry');
select is(pg_temp.snooze('2000000000'), 'snoozed', 'for a snooze');
select refuses($$select awa.configure('{"max_delay": "101 years"}')$$, 'AW001', 'max_delay % up to 100 years, not "101 years"', 'but not more than a hundred years');
select refuses($$select awa.configure('{"max_delay": "0 s"}')$$, 'AW001', 'max_delay %above 0%', 'nor nothing');
select is((select max_delay from awa.configure('{"keep_failed": "1 day"}')), 3155760000::float8, 'it stays as it is otherwise');

select * from finish();
