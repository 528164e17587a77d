-- A paused queue hands out nothing, and the worker is told.
set search_path = tap;
select plan(5);

select id from awa.insert_job('x', queue => 'paused');
select worker_id from awa.register_worker('other', '{elsewhere}');
insert into tap.workers select 'p', worker_id from awa.register_worker('p', '{paused,default}');
select from awa.configure_queue('paused', '{"paused": true}');
select is_empty($$select id from awa.claim_jobs(worker('p'), 'paused')$$, 'nothing is handed out');
select is((select paused_queues from awa.heartbeat(worker('p'))), '{paused}', 'the heartbeat says so');
select is((select paused_queues from awa.heartbeat(worker('q'))), '{}', 'to the workers of that queue');
select is((select has_work from awa.sleep_until_work(worker('p'), '{paused}')), false, 'there is no work');
select from awa.configure_queue('paused', '{"paused": false}');
select is((select count(*)::int from awa.claim_jobs(worker('p'), 'paused')), 1, 'until it goes on');

select * from finish();
