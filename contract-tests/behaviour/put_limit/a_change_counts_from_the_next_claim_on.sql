-- Limits are changed while jobs run.
set search_path = tap;
select plan(13);
select stop_clock();

select from awa.put_limit('l', '{"concurrency": 2}');
select from awa.configure_queue('q', '{"create": true, "limits": ["l"]}');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[100]), 'q');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 2::bigint, 'two');
select from awa.put_limit('l', '{"concurrency": 5}');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 3::bigint, 'three more');
select from awa.put_limit('l', '{"concurrency": 1}');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 0::bigint, 'none while more are open');
select is((select open from awa.limits), 5::bigint, 'which are not stopped');
select from awa.put_limit('l', '{"concurrency": null, "rate": 1, "per": "1 h"}');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 1::bigint, 'a rate instead');
select is((select opens_at from awa.limits), clock() + interval '1 h', 'of one each hour');

-- What has been used up of a rate is counted in starts.
select from awa.put_limit('l', '{"rate": 2, "per": "10 s"}');
select is((select opens_at from awa.limits), clock() + interval '5 s', 'a faster one counts from its next claim on');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 0::bigint, 'and starts nothing before');
select from awa.put_limit('l', '{"burst": 4}');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 3::bigint, 'a larger burst has room for the rest of it');
select from awa.put_limit('l', '{"burst": 1}');
select is((select opens_at from awa.limits), clock() + interval '5 s', 'a smaller one is full, and owes no more than that');
select is((select outcome from awa.put_limit('l', '{"burst": null}')), 'unchanged', 'null is the default');
select from awa.put_limit('l', '{"rate": null, "concurrency": 10}');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 5::bigint, 'what counted when it started counts again');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 0::bigint, 'up to the limit');

select * from finish();
