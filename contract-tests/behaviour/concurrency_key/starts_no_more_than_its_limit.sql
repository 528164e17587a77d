-- Of the jobs with one concurrency key no more than the limit are under way at once, over all queues; others are not held up.
set search_path = tap;
select plan(10);

create temp table job (name text, id bigint);
create temp table claimed (claim_id bigint, id bigint);
insert into job select 'a' || n, i.id from generate_series(1, 3) n, awa.insert_job('x', to_jsonb(n), opts => '{"concurrency_key": "a"}') i;
insert into job select 'b' || n, i.id from generate_series(1, 3) n,
  awa.insert_job('x', to_jsonb(n), opts => '{"concurrency_key": "b", "concurrency_limit": 2}') i;
insert into job select 'free', i.id from awa.insert_job('x') i;
insert into job select 'a elsewhere', i.id from awa.insert_job('x', queue => 'other', opts => '{"concurrency_key": "a"}') i;

insert into claimed select claim_id, id from awa.claim_jobs(worker(), max_jobs => 100);
select results_eq('select name from claimed join job using (id) order by id', $$values ('a1'), ('b1'), ('b2'), ('free')$$,
  'one of the first key, two of the second, and what has no key');
select is_empty($$select * from awa.claim_jobs(worker(), 'other')$$, 'nor one of another queue');
select results_eq($$select name from job join awa.jobs using (id) where state = 'blocked' order by id$$,
  $$values ('a2'), ('a3'), ('b3'), ('a elsewhere')$$, 'the others are blocked');
select is((select blocked from awa.queue_stats('default')), 3::bigint, 'and counted');
select is((select array_agg(name order by name) from awa.list_jobs('default', 'blocked') join job using (id)),
  '{a2,a3,b3}'::text[], 'and listed');

select s.settled from claimed c join job using (id), awa.complete_jobs(worker(), c.claim_id, array[c.id]) s where name = 'a1';
truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker(), max_jobs => 100);
select results_eq('select name from claimed join job using (id)', $$values ('a2')$$, 'the next one follows the end of the first');
select is((select outcome from awa.cancel_job((select id from job where name = 'a3'))), 'cancelled', 'a blocked job can be cancelled');
select s.settled from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;
select results_eq($$select name from awa.claim_jobs(worker(), 'other', 100) join job using (id)$$, $$values ('a elsewhere')$$,
  'then one of another queue');
select is_empty($$select * from awa.claim_jobs(worker(), max_jobs => 100)$$, 'the second key is still full');
select is(kept('places'), 3::bigint, 'places are those of the jobs under way');

select * from finish();
