-- It answers at once: work, or how long to wait.
set search_path = tap;
select plan(8);

select stop_clock();
create temp table asleep as select * from awa.sleep_until_work(worker(), '{a,b}');
select results_eq('select has_work, work_queues from asleep', $$values (false, '{}'::text[])$$, 'nothing is there');
select cmp_ok((select wait_ms from asleep), '>', 0, 'it says how long to wait');
select id from awa.insert_job('x', queue => 'b');
select id from awa.insert_job('x', queue => 'elsewhere');
select results_eq($$select has_work, work_queues from awa.sleep_until_work(worker(), '{a,b}', (select pending_after from asleep))$$,
  $$values (true, '{b}'::text[])$$, 'then queue b has work');
select is((select count(*)::int from awa.claim_jobs(worker(), 'b', 9)), 1, 'which is claimed');
select is((select has_work from awa.sleep_until_work(worker(), '{a,b}')), false, 'then there is none');
select id from awa.insert_job('x', queue => 'a', run_at => clock() + '2 s');
select ok((select not has_work and wait_ms between 1 and 2000 from awa.sleep_until_work(worker(), '{a,b}')), 'it waits no longer than to the next due job');
select advance_clock('2 s');
select is((select work_queues from awa.sleep_until_work(worker(), '{a,b}')), '{a}', 'which is work when it is due');
select results_eq($$select has_work, work_queues from awa.sleep_until_work(worker(), '{}')$$, $$values (false, '{}'::text[])$$, 'no queue: awake, and no work');

select * from finish();
