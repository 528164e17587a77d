-- Which role may call what: the whole matrix, then tried.
set search_path = tap;
select plan(27);

create function pg_temp.may(p_role text) returns text language sql as $$
  select string_agg(proname, ' ' order by proname collate "C") from pg_catalog.pg_proc
  where pronamespace = 'awa'::regnamespace and has_function_privilege(p_role, oid, 'execute')
$$;
select is(pg_temp.may('awa_producer'),
  'cancel_by_unique_key cancel_job contract_version get_job insert_job insert_jobs insert_many ordering_hash '
  'partition_for_key schema_version unique_key', 'producer');
select is(pg_temp.may('awa_worker'),
  'cancel_by_unique_key cancel_job cancel_running claim_jobs complete_jobs contract_version deregister_worker fail_jobs '
  'get_job heartbeat insert_job insert_jobs insert_many ordering_hash partition_for_key queue_stats register_worker '
  'release_jobs schema_version set_progress sleep_until_work snooze_job tick unique_key', 'worker');
select is(pg_temp.may('awa_operator'),
  'cancel_by_unique_key cancel_job configure configure_queue contract_version doctor get_job insert_job insert_jobs '
  'insert_many list_jobs ordering_hash partition_for_key queue_stats repair schema_version tick unique_key', 'operator');
select is(pg_temp.may('awa_observer'),
  'contract_version doctor get_job list_jobs ordering_hash partition_for_key queue_stats schema_version unique_key', 'observer');

create role tap_stranger;
grant usage on schema tap to tap_stranger;
select worker();
set role awa_producer;
select lives_ok($$select awa.insert_job('x', unique_by => '{"key": "k"}', run_at => now() + '1 hour')$$, 'a producer inserts');
select lives_ok($$select awa.insert_jobs('[{"kind": "x"}]')$$, 'a producer inserts a batch');
select lives_ok($$select awa.cancel_by_unique_key('x', key => 'k')$$, 'a producer cancels');
select throws_ok($$select awa.register_worker()$$, '42501', null, 'a producer is no worker');
select throws_ok($$select * from awa.jobs$$, '42501', null, 'a producer does not read everybody''s jobs');
select throws_ok($$select * from awa_store.ready$$, '42501', null, 'a producer does not see the store');
select throws_ok($$select awa_store.clock()$$, '42501', null, 'nor its functions');
select throws_ok($$create or replace function awa_store.clock() returns timestamptz language sql as 'select now()'$$, '42501',
  null, 'and cannot move time');
set role awa_worker;
select lives_ok($$select c.id from awa.register_worker() w, awa.claim_jobs(w.worker_id) c$$, 'a worker registers and claims');
select throws_ok($$select awa.configure('{}')$$, '42501', null, 'and sets nothing');
select lives_ok($$select * from awa.queue_stats()$$, 'a worker asks how much there is to do');
select throws_ok($$select * from awa.list_jobs('default', 'available')$$, '42501', null, 'and not for whom');
set role awa_operator;
select lives_ok($$select awa.configure_queue('q', '{"paused": true}')$$, 'an operator pauses a queue');
select lives_ok($$select * from awa.repair()$$, 'and asks for a repair');
set role awa_observer;
select lives_ok($$select * from awa.doctor()$$, 'an observer asks the doctor');
select lives_ok($$select * from awa.queue_stats(), awa.list_jobs(queue_name, 'available')$$, 'and looks at queues and jobs');
select throws_ok($$select * from awa.repair()$$, '42501', null, 'but repairs nothing');
select throws_ok($$select awa.configure_queue('q', '{"paused": false}')$$, '42501', null, 'and unpauses nothing');
select throws_ok($$select * from awa_store.ready$$, '42501', null, 'nor sees the store');
select lives_ok($$select * from awa.jobs$$, 'an observer reads jobs');
select throws_ok($$select awa.insert_job('x')$$, '42501', null, 'and inserts none');
set role tap_stranger;
select throws_ok($$select awa.insert_job('x')$$, '42501', null, 'a stranger may not insert');
select throws_ok($$select awa.contract_version()$$, '42501', null, 'nor ask anything');
reset role;
drop owned by tap_stranger;
drop role tap_stranger;

select * from finish();
