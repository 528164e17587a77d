-- An interval of mixed signs may compare as a short one and add up to millions of years: it is refused wherever an interval is taken.
set search_path = tap;
select plan(48);

create function pg_temp.bad() returns text language sql as $$ select '5000000 years -1799999990 days' $$;
create function pg_temp.opts(p_path text) returns jsonb language sql as $$
  select case when p_path like 'backoff.%' then jsonb_build_object('backoff', jsonb_build_object(substr(p_path, 9), i)) else jsonb_build_object(p_path, i) end
  from pg_temp.bad() i
$$;
create table path (name text);
insert into path values ('timeout'), ('keep'), ('start_by'), ('backoff.base'), ('backoff.max');

select ok(pg_temp.bad()::interval > '0' and pg_temp.bad()::interval < '1 year', 'it seems to be harmless');
select refuses(format('select awa.insert_job(''x'', opts => pg_temp.opts(%L))', name), 'AW001', '%5000000 years%', name || ' of a job') from path;
select refuses(format('select awa.insert_job(''x'', run_at => ''2999-01-01Z'', opts => pg_temp.opts(%L))', name), 'AW001', '%5000000 years%', name || ' of one that is scheduled')
from path;
select refuses(format('select awa.insert_jobs(jsonb_build_array(jsonb_build_object(''kind'', ''x'', ''opts'', pg_temp.opts(%L))))', name), 'AW001', 'job 1: %5000000 years%',
  name || ' in a batch') from path;
select refuses(format('select awa.insert_many(''x'', ''{1}'', opts => pg_temp.opts(%L))', name), 'AW001', '%5000000 years%', name || ' of an array') from path;
select refuses(format('insert into awa.new_jobs (kind, opts) values (''x'', pg_temp.opts(%L))', name), 'AW001', '%5000000 years%', name || ' in a copy') from path;
select refuses(format('select awa.configure(jsonb_build_object(%L, pg_temp.bad()))', s), 'AW001', s || ' %5000000 years%', s || ' of all queues')
from unnest('{keep_completed,keep_failed,keep_cancelled,max_delay}'::text[]) s;
select refuses(format('select awa.configure_queue(''q'', jsonb_build_object(%L, pg_temp.bad()))', s), 'AW001', s || ' %5000000 years%', s || ' of a queue')
from unnest('{aging,keep_completed,keep_failed,keep_cancelled}'::text[]) s;
select refuses(format('select awa.register_worker(opts => jsonb_build_object(%L, pg_temp.bad()))', s), 'AW001', s || ' %5000000 years%', s || ' of a worker')
from unnest('{heartbeat_every,dead_after}'::text[]) s;
select refuses($$select awa.insert_job('x', unique_by => jsonb_build_object('period', pg_temp.bad()))$$, 'AW001', 'unique_by.period %5000000 years%', 'a period');
select refuses($$select awa.cancel_by_unique_key('x', period => pg_temp.bad()::interval)$$, 'AW001', 'period %5000000 years%', 'a period to be looked for');
select from awa.insert_job('w', queue => 'w');
create temp table claimed as select * from awa.claim_jobs(worker(), 'w');
select refuses($$select f.id from claimed, awa.fail_jobs(worker(), claim_id, array[id], '{oops}', pg_temp.bad()::interval) f$$, 'AW001', 'retry_after %5000000 years%',
  'a retry');
select refuses($$select s.id from claimed, awa.snooze_job(worker(), claim_id, id, pg_temp.bad()::interval) s$$, 'AW001', 'delay %5000000 years%', 'a snooze');
select is((select state from claimed c, awa.get_job(c.id)), 'running', 'the job runs on');

-- From version 17 on there are infinite intervals.
create function pg_temp.refuses_infinity(p_sql text, p_what text) returns text language plpgsql as $$
begin
  if current_setting('server_version_num')::int < 170000 then
    return ok(true, p_what || ': this server has none');
  end if;
  return tap.refuses(p_sql, 'AW001', '%infinity%', p_what);
end $$;
select pg_temp.refuses_infinity($$select awa.insert_job('x', opts => '{"timeout": "infinity"}')$$, 'an infinite timeout');
select pg_temp.refuses_infinity($$select awa.configure('{"keep_completed": "infinity"}')$$, 'infinite retention');
select pg_temp.refuses_infinity($$select awa.insert_job('x', unique_by => '{"period": "infinity"}')$$, 'an infinite period');
select pg_temp.refuses_infinity($$select awa.snooze_job(worker(), 1, 1, 'infinity')$$, 'an infinite snooze');
select pg_temp.refuses_infinity($$select f.id from claimed, awa.fail_jobs(worker(), claim_id, array[id], '{oops}', '-infinity') f$$, 'an infinite retry');

-- Parts that cancel each other out, each of which is more than a time can take.
select refuses($$select awa.configure_queue('parts', '{"keep_failed": "-106751991 days 2562047788 hours"}')$$, 'AW001', 'keep_failed %', 'as retention');
select refuses($$select awa.insert_job('k', opts => '{"start_by": "-2562047788 hours 106751993 days"}')$$, 'AW001', 'start_by %', 'as a time to start by');

select * from finish();
