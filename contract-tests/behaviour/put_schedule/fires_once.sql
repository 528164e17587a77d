-- Each fire makes one job, by a claim of its queue or by tick, whoever comes first and however often.
set search_path = tap;
select plan(19);
select stop_clock('2030-01-01 12:00:30+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

select from awa.put_schedule('s', '* * * * *', 'UTC', 'x', '{"n": 1}', '{"queue": "q"}');
select is_empty($$select id from awa.claim_jobs(worker(), 'q')$$, 'nothing before the time has come');
select advance_clock('30 s');
select is_empty($$select id from awa.claim_jobs(worker())$$, 'nor in another queue');
select results_eq($$select kind, args, run_at, metadata from awa.claim_jobs(worker(), 'q', 10)$$,
  $$values ('x', '{"n": 1}'::jsonb, clock(), '{"schedule": {"name": "s", "fire_at": "2030-01-01T12:01:00Z", "by": "schedule"}}'::jsonb)$$,
  'a claim makes the job, and gets it');
select is_empty($$select id from awa.claim_jobs(worker(), 'q')$$, 'once');
select is((select details from awa.tick()), '{}', 'tick makes it no more');
select results_eq($$select fired, last_fire_at, next_fire_at from awa.schedules$$,
  $$values (1::bigint, '2030-01-01 12:01:00+00'::timestamptz, '2030-01-01 12:02:00+00'::timestamptz)$$, 'the view says so');
select is((select last_job_id from awa.schedules), (select max(id) from awa.jobs), 'with the job');
select advance_clock('60 s');
select is((select details from awa.tick()), '{"fired": 1}', 'tick makes the next one');
select is((select details from awa.tick()), '{}', 'once');
select is((select array_agg(metadata #>> '{schedule,fire_at}') from awa.claim_jobs(worker(), 'q', 10)), '{2030-01-01T12:02:00Z}', 'and a claim gets it');

-- What is rolled back is made again.
select advance_clock('60 s');
begin;
select is((select count(*)::int from awa.claim_jobs(worker(), 'q', 10)), 1, 'a claim that is rolled back');
rollback;
select is((select count(*)::int from awa.claim_jobs(worker(), 'q', 10)), 1, 'is as if it had not been');
select is((select count(*)::int from awa.jobs), 3, 'there is one job');

-- In a queue with partitions, and a paused one.
select from awa.configure_queue('p', '{"create": true, "partitions": 8}');
select from generate_series(1, 20) n,
  awa.put_schedule('p' || n, '* * * * *', kind => 'x', opts => jsonb_build_object('queue', 'p', 'ordering_key', 'k' || n));
select advance_clock('60 s');
select is((select count(*)::int from awa.claim_jobs(worker(), 'p', 100)), 20, 'jobs of all partitions are claimed at once');
select from awa.configure_queue('q', '{"paused": true}');
select is_empty($$select id from awa.claim_jobs(worker(), 'q')$$, 'a paused queue hands out nothing');
select is((select details from awa.tick()), '{"fired": 1}', 'its schedules fire');
select is((select state from awa.jobs order by id desc limit 1), 'available', 'and their jobs wait');

-- What stands still at a time of many fires.
select from awa.put_schedule('sec', '* * * * * *', kind => 'x', opts => '{"queue": "s"}');
select advance_clock('5 s');
select is((select array_agg(to_char(run_at at time zone 'UTC', 'SS') order by id) from awa.claim_jobs(worker(), 's', 100)), '{01,02,03,04,05}',
  'several that are due are made in their order');
select is((select dropped from awa.schedules where name = 'sec'), 0::bigint, 'and none is dropped within a minute');

select * from finish();
