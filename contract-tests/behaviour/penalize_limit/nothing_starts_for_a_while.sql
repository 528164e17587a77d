-- A penalty holds for all that has the limit, in whatever queue, until its end.
set search_path = tap;
select plan(8);
select stop_clock();

select from awa.put_limit('api', '{"concurrency": 100}');
select from awa.configure_queue('a', '{"create": true, "limits": ["api"]}');
select from awa.configure_queue('b', '{"create": true, "limits": ["api"]}');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[5]), 'a');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[5]), 'b');
select is((select count(*) from awa.claim_jobs(worker(), 'a', 1)), 1::bigint, 'one starts');
select from awa.penalize_limit('api', '30 s');
select is_empty($$select * from awa.claim_jobs(worker(), 'a', 9)$$, 'then none');
select is_empty($$select * from awa.claim_jobs(worker(), 'b', 9)$$, 'of no queue');
select results_eq('select open, is_full, opens_at, penalized_until from awa.limits',
  $$select 1::bigint, true, clock() + interval '30 s', clock() + interval '30 s'$$, 'the limit says until when');
select ok((select not has_work and wait_ms between 1 and 5000 from awa.sleep_until_work(worker(), '{a,b}')), 'workers sleep');
select advance_clock('30 s');
select is((select count(*) from awa.claim_jobs(worker(), 'a', 9)), 4::bigint, 'then they start');
select from awa.penalize_limit('api', '30 s');
select from awa.penalize_limit('api', '0');
select is((select count(*) from awa.claim_jobs(worker(), 'b', 9)), 5::bigint, 'or when it is lifted');
select is((select penalized_until from awa.limits), null, 'which leaves nothing');

select * from finish();
