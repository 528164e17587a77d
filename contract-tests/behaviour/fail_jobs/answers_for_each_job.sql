-- One row per job; lost ones are reported or refused.
set search_path = tap;
select plan(6);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "x", "max_attempts": 1}, {"kind": "x"}, {"kind": "x"}]');
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 3) c;
select count(*) from awa.complete_jobs(worker(), (select min(claim_id) from claimed), (select array_agg(id) from claimed where n = 3));

select refuses($$select awa.fail_jobs(worker(), (select min(claim_id) from claimed), (select array_agg(id) from claimed), '{a,b,c}')$$,
  'AW005', '%' || (select id from claimed where n = 3) || '%', 'a lost job spoils the call and is named');
select is((select array_agg(state_of(id) order by n) from claimed), '{running,running,completed}', 'nothing has changed');
create temp table answer as select f.* from awa.fail_jobs(worker(), (select min(claim_id) from claimed),
  (select array_agg(id order by n desc) from claimed), '{third,second,first}', retry_after => '5 s', opts => '{"on_lost": "report"}') f;
select results_eq('select c.n, a.outcome, a.attempt from answer a join claimed c using (id) order by c.n',
  $$values (1::bigint, 'failed'::text, 1), (2, 'retryable', 1), (3, 'lost', null)$$, 'each has its outcome');
select is((select run_at from answer where outcome = 'retryable'), clock() + '5 s', 'the retry has its time');
select is((select j.failures -> 0 ->> 'error' from claimed c, awa.get_job(c.id) j where n = 1), 'first', 'each has its error');
select is((select j.failures -> 0 ->> 'error' from claimed c, awa.get_job(c.id) j where n = 2), 'second', 'aligned with the ids');

select * from finish();
