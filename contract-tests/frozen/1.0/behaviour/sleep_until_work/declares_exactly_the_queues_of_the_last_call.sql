-- Each call replaces what this session sleeps on.
set search_path = tap;
select plan(3);

create function pg_temp.advisory_locks() returns int language sql as
  $$select count(*)::int from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid()$$;
select has_work from awa.sleep_until_work(worker(), '{a,b,c}');
create temp table three as select pg_temp.advisory_locks() as n;
select cmp_ok((select n from three), '>', 0, 'asleep');
select has_work from awa.sleep_until_work(worker(), '{b}');
select cmp_ok(pg_temp.advisory_locks(), '<=', (select n from three), 'fewer queues, not more marks');
select has_work from awa.sleep_until_work(worker(), '{}');
select is(pg_temp.advisory_locks(), 0, 'awake');

select * from finish();
