-- A running job's attempt is closed at once; its worker hears of it and its late result is refused.
set search_path = tap;
select plan(10);

select stop_clock();
create temp table made as select id from awa.insert_job('x') union all select id from awa.insert_job('x');
create temp table claimed as select claim_id, min(id) over () as id, max(id) over () as other
  from awa.claim_jobs(worker('a'), max_jobs => 2) limit 1;

select results_eq($$select c.* from claimed, awa.cancel_job(claimed.id, 'stop it') c$$,
  $$select id, 'cancelled'::text, 'cancelled'::text from claimed$$, 'a running job is cancelled');
select is(state_of((select id from claimed)), 'cancelled', 'its state says so at once');
select is(state_of((select other from claimed)), 'running', 'its neighbour runs on');
select results_eq($$select stop_claim_ids, stop_job_ids, stop_reasons from awa.heartbeat(worker('a'))$$,
  $$select array[claim_id], array[id], array['cancelled'] from claimed$$, 'the next heartbeat names it');
select results_eq($$select stop_job_ids from awa.heartbeat(worker('b'))$$, $$values ('{}'::bigint[])$$,
  'other workers hear nothing');
select throws_ok($$select awa.complete_jobs(worker('a'), (select claim_id from claimed), array[(select id from claimed)])$$,
  'AW005', null, 'its late completion is refused');
select results_eq($$select settled, lost_ids from claimed,
    awa.complete_jobs(worker('a'), claim_id, array[id, other], opts => '{"on_lost": "report"}')$$,
  $$select 1, array[id] from claimed$$, 'or reported, beside its neighbour''s');
select is(state_of((select id from claimed)), 'cancelled', 'it stays cancelled');
select is(state_of((select other from claimed)), 'completed', 'the neighbour is completed');
select advance_clock('61 s');
select is((select stop_job_ids from awa.heartbeat(worker('a'))), '{}', 'after a minute the worker is told no more');

select * from finish();
