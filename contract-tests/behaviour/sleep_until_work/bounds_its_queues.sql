-- A session sleeps on 500 queues at most; more are refused before anything is locked.
set search_path = tap;
select plan(4);

create function pg_temp.marks() returns int language sql as
  $$select count(*)::int from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid()$$;
select worker();
select refuses($$select awa.sleep_until_work(worker(), array(select 'q' || i from generate_series(1, 501) i))$$, 'AW003', '%500 queues%501%',
  '501 are too many');
select is(pg_temp.marks(), 0, 'nothing is locked');
select has_work from awa.sleep_until_work(worker(), array(select 'q' || i from generate_series(1, 500) i));
select is(pg_temp.marks(), 500, '500 are fine');
select has_work from awa.sleep_until_work(worker(), '{}');
select is(pg_temp.marks(), 0, 'and awake');

select * from finish();
