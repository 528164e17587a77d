-- A running holder is cancelled as cancel_job would.
set search_path = tap;
select plan(3);

create temp table made as select id from awa.insert_job('x', unique_by => '{"key": "k"}');
create temp table claimed as select * from awa.claim_jobs(worker());
select results_eq($$select id, outcome, state from awa.cancel_by_unique_key('x', key => 'k')$$,
  $$select id, 'cancelled'::text, 'cancelled'::text from made$$, 'it is cancelled');
select is((select stop_job_ids from awa.heartbeat(worker())), (select array_agg(id) from made), 'its worker is told');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k"}')), 'inserted', 'the key is free');

select * from finish();
