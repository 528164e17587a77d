-- A rate lets so many jobs of a key start in a time; those that may not are put off until they may, each to a time of its own.
set search_path = tap;
select plan(12);

select stop_clock();
select outcome from awa.put_limit('mail', '{"rate": 2, "per": "1 s", "burst": 2}');
select count(i.id) from generate_series(1, 6) n, awa.insert_job('x', to_jsonb(n), queue => 'q',
  opts => '{"limits": [{"name": "mail", "key": "a"}]}') i;
select count(i.id) from generate_series(1, 2) n, awa.insert_job('x', to_jsonb(n), queue => 'q',
  opts => '{"limits": [{"name": "mail", "key": "b"}]}') i;
create function pg_temp.claim() returns bigint language sql as
  $$select count(*) from awa.claim_jobs(worker(), 'q', 100)$$;
select is(pg_temp.claim(), 4::bigint, 'of each key as many as the burst');
select is((select count(*) from awa.jobs where state in ('available', 'scheduled')), 4::bigint, 'the others wait');
select is((select until_at from awa.jobs j, awa.why_waiting(j.id) w where w.reason = 'limit' order by until_at limit 1), clock() + interval '0.5 s',
  'why_waiting says until when');
select is(pg_temp.claim(), 0::bigint, 'none starts before its time');
select advance_clock('499 ms');
select is(pg_temp.claim(), 0::bigint, 'not a moment');
select advance_clock('1 ms');
select is(pg_temp.claim(), 1::bigint, 'then one does');
select advance_clock('1 s');
select is(pg_temp.claim(), 2::bigint, 'and two in a second');
select outcome from awa.penalize_limit('mail', '10 s');
select advance_clock('5 s');
select is(pg_temp.claim(), 0::bigint, 'a penalty stops them');
select from awa.heartbeat(worker());
select advance_clock('5 s');
select is(pg_temp.claim(), 1::bigint, 'for its time');
select advance_clock('10 s');
select from awa.heartbeat(worker());
select count(*) from awa.tick();
select is((select count(*) from awa.jobs where state = 'running'), 8::bigint, 'all of them have started');

select outcome from awa.put_limit('calls', '{"rate": 1, "per": "1 h"}');
select count(i.id) from generate_series(1, 4) n, awa.insert_job('x', to_jsonb(n), queue => 'q',
  opts => '{"limits": [{"name": "calls", "key": "a"}]}') i;
select is(pg_temp.claim(), 1::bigint, 'one an hour');
select outcome from awa.put_limit('calls', '{"rate": 1000000, "per": "1 s", "burst": 10}');
select is((select count(*) from awa.jobs where run_at > clock()), 0::bigint, 'a new rate brings those back that wait for a time');

select * from finish();
