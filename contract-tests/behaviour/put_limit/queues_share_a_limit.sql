-- A limit counts all queues that have it, their partitions too; a queue has several limits, and all must allow.
set search_path = tap;
select plan(9);

select from awa.put_limit('both', '{"concurrency": 5}');
select from awa.put_limit('slow', '{"rate": 1, "per": "1 h", "burst": 2}');
select from awa.configure_queue('a', '{"create": true, "limits": ["both"], "partitions": 8}');
select from awa.configure_queue('b', '{"create": true, "limits": ["slow", "both"]}');
select is((select limits from awa.get_queue('b')), '{both,slow}', 'a queue tells its limits');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[40]), 'a');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[40]), 'b');
select is((select count(*) from awa.claim_jobs(worker(), 'a', 2)), 2::bigint, 'of one queue');
select is((select count(*) from awa.claim_jobs(worker(), 'b', 10)), 2::bigint, 'of the other, as its own limit allows');
select is((select count(*) from awa.claim_jobs(worker(), 'b', 10)), 0::bigint, 'which is full now');
select is((select count(*) from awa.claim_jobs(worker(), 'a', 10)), 1::bigint, 'the rest');
select is((select count(*) from awa.claim_jobs(worker(), 'a', 10)), 0::bigint, 'in whatever partition');
select results_eq('select limit_name, queues, open, started from awa.limits order by 1',
  $$values ('both', '{a,b}'::text[], 5::bigint, 5::bigint), ('slow', '{b}', 0, 2)$$, 'the limits say so');

select from awa.configure_queue('b', '{"limits": null}');
select is((select count(*) from awa.claim_jobs(worker(), 'b', 10)), 10::bigint, 'without limits any number starts');
select results_eq('select limit_name, queues, open from awa.limits order by 1',
  $$values ('both', '{a}'::text[], 5::bigint), ('slow', '{}', 0)$$, 'and what had started still counts');

select * from finish();
