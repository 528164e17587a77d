-- Jobs of a claim may be settled in parts, with results.
set search_path = tap;
select plan(7);

select stop_clock();
select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 3)));
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 3) c;

select results_eq($$select s.* from awa.complete_jobs(worker(), (select min(claim_id) from claimed),
    (select array_agg(id order by n) from claimed where n <= 2), '[{"a": 1}, null]') s$$,
  $$values (2, '{}'::bigint[])$$, 'two are settled');
select is((select array_agg(state_of(id) order by n) from claimed), '{completed,completed,running}', 'the third runs on');
select is((select result from claimed c, awa.get_job(c.id) where n = 1), '{"a": 1}', 'a result is kept');
select is((select result from claimed c, awa.get_job(c.id) where n = 2), null, 'a null is none');
select results_eq($$select c.* from awa.complete_jobs(worker(), (select min(claim_id) from claimed),
    (select array_agg(id) from claimed where n = 3)) c$$, $$values (1, '{}'::bigint[])$$, 'the last one too');
select is((select array_agg(state_of(id) order by n) from claimed), '{completed,completed,completed}', 'all are completed');
select is_empty('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'none comes back');

select * from finish();
