-- listen false takes no session lock and says how often to ask.
set search_path = tap;
select plan(4);

create function pg_temp.advisory_locks() returns int language sql as
  $$select count(*)::int from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid()$$;
select ok((select not has_work and wait_ms between 1 and 60000 from awa.sleep_until_work(worker(), '{a}', opts => '{"listen": false}')), 'a polling interval');
select is(pg_temp.advisory_locks(), 0, 'no lock is left on the session');
select id from awa.insert_job('x', queue => 'a');
select is((select work_queues from awa.sleep_until_work(worker(), '{a}', opts => '{"listen": false}')), '{a}', 'work is seen');
select is(pg_temp.advisory_locks(), 0, 'still no lock');

select * from finish();
