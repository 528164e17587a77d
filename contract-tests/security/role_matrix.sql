-- What the roles are for, and what each may not do; roles.txt has the whole matrix.
set search_path = tap;
select plan(23);

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
select lives_ok($$select awa.configure_queue('q', '{"create": true, "paused": true}')$$, 'an operator pauses a queue');
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
