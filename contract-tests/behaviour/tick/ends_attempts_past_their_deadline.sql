-- A deadline closes the attempt, counts it, and tells the worker.
set search_path = tap;
select plan(8);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "x", "opts": {"timeout": "5 s"}}, {"kind": "x", "opts": {"timeout": "5 s"}, "max_attempts": 1},
  {"kind": "x", "opts": {"timeout": "1 hour"}}, {"kind": "x"}]');
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 9) c;
select is((select array_agg(deadline_at - clock() order by n) from claimed), '{5 s,5 s,1 h,NULL}', 'deadlines come with the claim');
select advance_clock('5 s');
select is((select jobs_expired from awa.tick()), 2, 'two have expired');
select is((select jobs_expired from awa.tick()), 0, 'once');
select is((select array_agg(state_of(id) order by n) from claimed), '{retryable,failed,running,running}', 'the others run on');
select is((select array_agg(r order by r) from awa.heartbeat(worker()), unnest(stop_reasons) r), '{deadline,deadline}', 'the worker is told');
select throws_ok('select awa.complete_jobs(worker(), claim_id, array[id]) from claimed where n = 1', 'AW005', null, 'a late result is refused');
select advance_clock('10 s');
select outcome from awa.heartbeat(worker());
select results_eq('select id, attempt, deadline_at from awa.claim_jobs(worker(), max_jobs => 9)',
  $$select id, 2, clock() + '5 s' from claimed where n = 1$$, 'the next attempt has its own deadline');
select is((select j.failures -> 0 ->> 'error' like '%timeout%' from claimed c, awa.get_job(c.id) j where n = 2), true, 'the error says timeout');

select * from finish();
