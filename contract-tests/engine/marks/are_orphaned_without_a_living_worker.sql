-- Which sessions are marked asleep on queues that no living worker has registered for, so that their producers notify for nothing.
set search_path = tap;
select plan(6);

select stop_clock();
select is((select count(*)::int from awa_store.orphaned_marks()), 0, 'nobody sleeps');
create temp table lives as select worker_id as id from awa.register_worker('lives', '{x,y}');
select has_work from awa.sleep_until_work((select id from lives), '{x,y}');
select is((select count(*)::int from awa_store.orphaned_marks()), 0, 'a worker lives on both queues');
select has_work from awa.sleep_until_work((select id from lives), '{x,y,z}');
select results_eq('select * from awa_store.orphaned_marks()', 'select pg_backend_pid(), 1', 'nobody has registered for the third');
select advance_clock('16 s');
select results_eq('select * from awa_store.orphaned_marks()', 'select pg_backend_pid(), 3', 'it is silent for too long');
select outcome from awa.heartbeat((select id from lives));
select results_eq('select * from awa_store.orphaned_marks()', 'select pg_backend_pid(), 1', 'it lives');
select has_work from awa.sleep_until_work((select id from lives), '{}');
select is((select count(*)::int from awa_store.orphaned_marks()), 0, 'awake');

select * from finish();
