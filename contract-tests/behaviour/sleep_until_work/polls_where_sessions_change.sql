-- A call on another session than the one before is behind a pooler in transaction mode: from then on it is told how often to ask.
set search_path = tap;
select plan(9);

create function pg_temp.marks() returns int language sql as
  $$select count(*)::int from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid()$$;
create temp table asleep as select * from awa.sleep_until_work(worker(), '{a}');
select is(pg_temp.marks(), 1, 'asleep');
select matches((select pending_after from asleep), '^' || pg_backend_pid(), 'pending names the session');
create temp table elsewhere as
select *
from awa.sleep_until_work(
  worker(), '{a}', (select overlay(pending_after placing '1' from 1 for length(pg_backend_pid()::text)) from asleep));
select ok((select not has_work and wait_ms between 1 and 50 from elsewhere), 'another one has it poll');
select is(pg_temp.marks(), 0, 'without a mark');
create temp table later as select * from awa.sleep_until_work(worker(), '{a}', (select pending_after from elsewhere));
select ok((select not has_work and wait_ms between 1 and 50 from later), 'so does the call after it, wherever that comes');
select is(pg_temp.marks(), 0, 'without a mark');
select id from awa.insert_job('x', queue => 'a');
select is((select work_queues from awa.sleep_until_work(worker(), '{a}', (select pending_after from later))), '{a}', 'work is seen');
select is((select pending_after from awa.sleep_until_work(worker(), '{}', (select pending_after from later))), (select pending_after from later),
  'that is not forgotten while it is awake');
select count(*) from awa.claim_jobs(worker(), 'a');
select has_work from awa.sleep_until_work(worker(), '{a}');
select is(pg_temp.marks(), 1, 'a connection of its own begins with null');

select * from finish();
