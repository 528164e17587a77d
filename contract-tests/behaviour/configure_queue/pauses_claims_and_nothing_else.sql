-- Nothing is claimed from a paused queue, whatever is enqueued; what runs ends as ever.
set search_path = tap;
select plan(6);

select from awa.insert_job('x', queue => 'q');
create temp table claimed as select claim_id, id from awa.claim_jobs(worker(), 'q');
select from awa.configure_queue('q', '{"create": true, "paused": true}');
select is((select outcome from awa.insert_job('x', queue => 'q')), 'inserted', 'a paused queue takes jobs');
select is_empty($$select * from awa.claim_jobs(worker(), 'q')$$, 'and hands none out');
select is((select has_work from awa.sleep_until_work(worker(), '{q}')), false, 'nor is there work to wake up for');
select is((select s.settled from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s), 1,
  'what runs is settled');
select is((select outcome from awa.cancel_job((select max(id) from awa.jobs where state = 'available'))), 'cancelled',
  'what waits can be cancelled');
select from awa.insert_job('y', queue => 'q');
select from awa.configure_queue('q', '{"paused": false}');
select results_eq($$select kind from awa.claim_jobs(worker(), 'q', 10)$$, $$select 'y'$$, 'then it goes on where it was');

select * from finish();
