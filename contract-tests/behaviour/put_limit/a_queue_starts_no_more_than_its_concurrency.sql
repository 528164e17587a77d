-- Never more attempts of a queue are open than its limit says; what is refused stays as it was, and other queues go on.
set search_path = tap;
select plan(9);

select from awa.put_limit('api', '{"concurrency": 3}');
select from awa.configure_queue('q', '{"create": true, "limits": ["api"]}');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[5]), 'q');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[5]), 'other');
create temp table claimed as select * from awa.claim_jobs(worker(), 'q', 2);
select is((select count(*) from claimed), 2::bigint, 'two start');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 2)), 1::bigint, 'then one');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 2)), 0::bigint, 'then none');
select is((select count(*) from awa.claim_jobs(worker(), 'other', 9)), 5::bigint, 'another queue has no such limit');
select results_eq($$select state, attempt from awa.jobs where queue = 'q' order by id$$,
  $$values ('running', 1), ('running', 1), ('running', 1), ('available', 0), ('available', 0)$$, 'who is refused has spent nothing');
select results_eq('select limit_name, queues, open, started, is_full, opens_at from awa.limits',
  $$select 'api', '{q}'::text[], 3::bigint, 3::bigint, true, null::timestamptz$$, 'the limit says so');

select from awa.complete_jobs(worker(), (select min(claim_id) from claimed), (select array_agg(id) from claimed));
select results_eq('select open, started, is_full from awa.limits', $$values (1::bigint, 3::bigint, false)$$, 'two have ended');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 2::bigint, 'two more start');
select results_eq('select open, started, is_full from awa.limits', $$values (3::bigint, 5::bigint, true)$$, 'and it is full again');

select * from finish();
