-- What a queue holds at this moment, or each queue that has jobs or a configuration: how many jobs in each state (ended
-- ones as long as they are kept), how many completed in the last minute, when the oldest available job became due, the
-- partitions and whether it is paused. Exact, from one snapshot; long lanes and long histories are not counted anew
-- each time.
-- Errors: AW001 bad name, AW003 name too long.
-- Locks: none.
-- Roles: worker, operator, observer.
create or replace function awa.queue_stats(
  queue text default null
)
returns table (
  queue_name text,
  pending bigint,
  scheduled bigint,
  available bigint,
  blocked bigint,
  running bigint,
  retryable bigint,
  waiting_external bigint,
  completed bigint,
  failed bigint,
  cancelled bigint,
  completed_last_minute bigint,
  oldest_available_at timestamptz,
  partitions int,
  paused boolean,
  details jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if queue_stats.queue is not null then
    perform awa_store.check_queues(array[queue_stats.queue]);
  end if;
  -- One snapshot for all of it: the functions are stable.
  return query
  select
    c.queue_name,
    coalesce(sum(c.jobs) filter (where c.state = 'pending'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'scheduled'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'available'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'blocked'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'running'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'retryable'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'waiting_external'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'completed'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'failed'), 0)::bigint,
    coalesce(sum(c.jobs) filter (where c.state = 'cancelled'), 0)::bigint,
    coalesce(sum(c.last_minute) filter (where c.state = 'completed'), 0)::bigint,
    min(c.waits_since), coalesce(min(q.partitions), 1)::int, coalesce(bool_or(q.paused), false), '{}'::jsonb
  from (
    select w.queue_name, 'available' as state, w.jobs, null::bigint as last_minute, w.waits_since
    from awa_store.waiting_jobs(queue_stats.queue) w
    union all
    select r.queue_name, 'running', r.jobs, null, null from awa_store.running_jobs(queue_stats.queue) r
    union all
    select d.queue_name, d.state, d.jobs, null, null from awa_store.deferred_jobs(queue_stats.queue) d
    union all
    select e.queue_name, e.state, e.jobs, e.last_minute, null from awa_store.ended_jobs(queue_stats.queue) e
    union all
    -- No job, but a configuration, or the name that was asked for.
    select q.name, null, null, null, null from awa_store.queue q where queue_stats.queue is null
    union all
    select queue_stats.queue, null, null, null, null where queue_stats.queue is not null
  ) c
  left join awa_store.queue q on q.name = c.queue_name
  group by c.queue_name
  order by c.queue_name collate "C";
end
$$;

call awa_store.plan('awa.queue_stats', 'fixed');
call awa_store.publish('awa.queue_stats', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.queue_stats is
  'What queues hold at this moment: jobs by state, throughput, the oldest waiting job.';
