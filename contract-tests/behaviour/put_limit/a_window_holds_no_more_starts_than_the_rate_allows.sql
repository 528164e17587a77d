-- A rate: burst at once after a rest, then one each per / rate.
set search_path = tap;
select plan(14);
select stop_clock();

select from awa.put_limit('api', '{"rate": 10, "per": "1 min", "burst": 3}');
select from awa.configure_queue('q', '{"create": true, "limits": ["api"]}');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[100]), 'q');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 3::bigint, 'the burst');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 0::bigint, 'and no more at once');
select is((select opens_at from awa.limits), clock() + interval '6 s', 'the next start is told');
select advance_clock('5.999999 s');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 0::bigint, 'not a microsecond before');
select advance_clock('0.000001 s');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 1::bigint, 'then one');
select advance_clock('15 s');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 1)), 1::bigint, 'one that is due');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 1::bigint, 'the other one');
select advance_clock('3 s');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 1::bigint, 'parts of the time are not lost');
select advance_clock('1 hour');
select is((select is_full from awa.limits), false, 'after a rest');
select from awa.heartbeat(worker());
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 3::bigint, 'no more than the burst');
select is((select attempt from awa.jobs where state = 'available' limit 1), 0, 'who waits has spent nothing');

-- One third of a second is no whole number of microseconds.
select from awa.put_limit('thirds', '{"rate": 3}');
select from awa.configure_queue('q', '{"limits": ["thirds"]}');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 1::bigint, 'a burst of one');
select advance_clock('0.333333 s');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 0::bigint, 'less than a third of a second later');
select advance_clock('0.000001 s');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 100)), 1::bigint, 'more than that');

select * from finish();
