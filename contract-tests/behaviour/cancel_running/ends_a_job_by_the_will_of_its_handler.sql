-- The handler's own job ends as cancelled, with its reason.
set search_path = tap;
select plan(5);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "x"}, {"kind": "x"}]');
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 2) c;
select results_eq($$select r.* from claimed c, awa.cancel_running(worker(), c.claim_id, array[c.id], 'no such customer') r where n = 1$$,
  $$values (1, '{}'::bigint[])$$, 'it is settled');
select results_eq('select j.state, j.reason, j.finalized_at from claimed c, awa.get_job(c.id) j where n = 1',
  $$select 'cancelled'::text, 'no such customer'::text, clock()$$, 'as cancelled');
select is((select state_of(id) from claimed where n = 2), 'running', 'its neighbour runs on');
select is((select stop_job_ids from awa.heartbeat(worker())), '{}', 'there is nothing to stop');
select results_eq($$select r.* from claimed c, awa.cancel_running(worker(), c.claim_id, array[c.id], opts => '{"on_lost": "report"}') r where n = 1$$,
  $$select 0, array[id] from claimed where n = 1$$, 'twice is reported');

select * from finish();
