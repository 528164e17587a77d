-- A job is never in two open claims.
set search_path = tap;
select plan(4);

select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 25)));
create temp table claimed (who text, claim_id bigint, id bigint);
insert into claimed select 'a', claim_id, id from awa.claim_jobs(worker('a'), max_jobs => 10);
insert into claimed select 'b', claim_id, id from awa.claim_jobs(worker('b'), max_jobs => 10);
insert into claimed select 'a', claim_id, id from awa.claim_jobs(worker('a'), max_jobs => 10);
select is((select count(*)::int from claimed), 25, 'all are handed out');
select is((select count(distinct id)::int from claimed), 25, 'each once');
select is((select count(distinct claim_id)::int from claimed), 3, 'in three claims');
select is_empty($$select * from awa.claim_jobs(worker('a'), max_jobs => 10)$$, 'then there is nothing');

select * from finish();
