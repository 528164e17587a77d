-- Options of insert_job are those of each job.
set search_path = tap;
select plan(8);
select stop_clock('2030-01-01 12:00:30+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

select from awa.put_schedule('s', '*/10 * * * *', 'UTC', 'x', opts => '{"queue": "q", "priority": 1, "max_attempts": 3, "ordering_key": "o", "tags": ["a", "b"],
  "metadata": {"m": null}, "timeout": "1 min", "backoff": {"kind": "fixed"}, "keep": 60, "concurrency_key": "c", "start_by": "next_fire"}');
select advance_clock('10 min');
select from awa.tick();
select results_eq($$select queue collate "default", priority, max_attempts, ordering_key, tags, metadata, options from awa.jobs$$,
  $$values ('q', 1, 3, 'o', '{a,b}'::text[], '{"m": null, "schedule": {"name": "s", "fire_at": "2030-01-01T12:10:00Z", "by": "schedule"}}'::jsonb,
    '{"timeout": 60, "backoff": {"kind": "fixed"}, "keep": 60, "concurrency_key": "c", "start_by": "2030-01-01T12:20:00Z"}'::jsonb)$$,
  'all of them; start_by is the next fire');
select advance_clock('10 min');
select from awa.claim_jobs(worker(), 'q');
select is((select array_agg(state order by id) from awa.jobs where kind = 'x'), '{cancelled,running}', 'one that has not started by then does not start');

-- A unique key that is held: the fire is skipped.
select from awa.put_schedule('u', '*/10 * * * *', kind => 'u', opts => '{"unique_by": {}}');
select from awa.insert_job('u', unique_by => '{}');
select advance_clock('10 min');
select is((select details from awa.tick()), '{"fired": 1}', 'of two schedules one makes a job');
select results_eq($$select name collate "default", fired, skipped from awa.schedules order by name$$, $$values ('s', 3::bigint, 0::bigint), ('u', 0, 1)$$, 'the other one met the holder');

-- A period is that of the fire.
select from awa.put_schedule('p', '*/10 * * * *', kind => 'p', opts => '{"unique_by": {"period": "1 h"}}');
select advance_clock('30 min');
select from awa.pause_schedule('p');
select from awa.resume_schedule('p', 'all');
select results_eq($$select fired, skipped from awa.schedules where name = 'p'$$, $$values (2::bigint, 1::bigint)$$, 'a key with a period holds for the time of the fire');

-- Jitter: each fire has its own, always the same, and the time that it was made for stays.
select from awa.put_schedule('j', '0 * * * *', kind => 'j', opts => '{"jitter": "30 min"}');
select from awa.put_schedule('k', '0 * * * *', kind => 'j', opts => '{"jitter": "30 min"}');
select is((select array_agg(distinct next_fire_at) from awa.schedules where kind = 'j'), array['2030-01-01 14:00:00+00'::timestamptz], 'jitter does not change the fire');
do $$ begin
  for i in 1..40 loop
    perform tap.advance_clock('5 min');
    perform from awa.tick();
  end loop;
end $$;
select results_eq($$select metadata #>> '{schedule,name}', array_agg(metadata #>> '{schedule,fire_at}' order by id) from awa.jobs where kind = 'j' group by 1 order by 1$$,
  $$values ('j', '{2030-01-01T14:00:00Z,2030-01-01T15:00:00Z,2030-01-01T16:00:00Z}'::text[]), ('k', '{2030-01-01T14:00:00Z,2030-01-01T15:00:00Z,2030-01-01T16:00:00Z}')$$,
  'each is made once');
select ok((select count(distinct run_at - date_trunc('hour', run_at, 'UTC')) = 6 and bool_and(run_at - date_trunc('hour', run_at, 'UTC') < '30 min') from awa.jobs where kind = 'j'),
  'at a time of its own');

select * from finish();
