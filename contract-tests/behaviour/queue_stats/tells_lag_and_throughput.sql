-- oldest_available_at tells how far the workers are behind, completed_last_minute what they do.
set search_path = tap;
set timezone = 'UTC';
select plan(10);

select stop_clock('2030-01-01 12:00:00+00');
create function pg_temp.now_at() returns text language sql as $$
  select coalesce((oldest_available_at at time zone 'UTC')::time::text, '-') || ' ' || completed_last_minute
  from awa.queue_stats('default')
$$;
select is(pg_temp.now_at(), '- 0', 'nothing waits');
select from awa.insert_job('a', run_at => '2030-01-01 11:59:00+00');
select from awa.insert_job('b');
select from awa.insert_job('c', priority => 3, run_at => '2030-01-01 12:00:30+00');
select is(pg_temp.now_at(), '11:59:00 0', 'since it became due, not since it was inserted');
select advance_clock('60 s');
select from awa.heartbeat(worker());
select from awa.tick();
select is(pg_temp.now_at(), '11:59:00 0', 'of several lanes the earliest');
create function pg_temp.work() returns int language sql as $$
  select s.settled from awa.claim_jobs(worker()) c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s
$$;
select pg_temp.work();
select is(pg_temp.now_at(), '12:00:00 1', 'that was the oldest one');
select from awa.cancel_job((select id from awa.jobs where kind = 'b'));
select is(pg_temp.now_at(), '12:00:30 1', 'a cancelled job does not wait');
select count_lanes(0);
select is(pg_temp.now_at(), '12:00:30 1', 'also where lanes were counted');
select advance_clock('59 s');
select pg_temp.work();
select is(pg_temp.now_at(), '- 2', 'all done within a minute');
select advance_clock('1 s');
select is(pg_temp.now_at(), '- 1', 'after it the first one does not count');
select from awa.insert_job('d');
select is((select outcome from awa.claim_jobs(worker()) c, awa.release_jobs(worker(), c.claim_id, array[c.id]), awa.get_job(c.id),
  lateral (select state) o (outcome)), 'available', 'a job that was handed back');
select is(pg_temp.now_at(), '12:02:00 1', 'waits since it became due');

select * from finish();
