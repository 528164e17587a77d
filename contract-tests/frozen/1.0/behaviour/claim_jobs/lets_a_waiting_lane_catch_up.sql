-- A lane that has waited a minute is served as one step more urgent, so none starves.
set search_path = tap;
select plan(3);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "low", "priority": 2}, {"kind": "high", "priority": 1}, {"kind": "high", "priority": 1}]');
select is((select kind from awa.claim_jobs(worker())), 'high', 'the urgent lane comes first');
select advance_clock('59 s');
select id from awa.insert_job('high', priority => 1);
select is((select array_agg(kind) from (select c.kind from awa.claim_jobs(worker()) c) k), '{high}', 'and still does for a while');
select advance_clock('10 min');
select id from awa.insert_job('high', priority => 1);
create temp table claimed as select row_number() over () as n, c.kind from awa.claim_jobs(worker(), max_jobs => 2) c;
select results_eq('select kind from claimed order by n', array['low', 'high'], 'but not for ever');

select * from finish();
