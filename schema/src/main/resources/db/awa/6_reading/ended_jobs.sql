-- How many jobs of a queue ended in a state after the given time; counts only what count_histories has not counted. One
-- select, so that it is planned as part of its callers.
create or replace function awa_store.ended_after(queue text, state text, after timestamptz)
returns table (jobs bigint)
language sql
stable
as $$
  select coalesce(c.jobs, 0) + b.jobs + coalesce(l.jobs, 0)
  from (
    select sum(c.jobs)::bigint as jobs, min(c.from_at) as from_at, max(c.until_at) as until_at
    from awa_store.ended_count c
    where c.queue = ended_after.queue and c.state = ended_after.state and c.from_at > ended_after.after
  ) c
  cross join lateral awa_store.ended_between(
    ended_after.queue, ended_after.state, ended_after.after + interval '1 us', coalesce(c.from_at, 'infinity')) b
  left join lateral awa_store.ended_between(ended_after.queue, ended_after.state, c.until_at, 'infinity') l
    on c.until_at is not null;
$$;

-- How many jobs of a queue, or of each (null), have ended and are kept, by state, and how many of them in the last
-- minute; several rows may be of the same queue and state. Queues and states are found by one index probe each; a queue
-- that has outcomes of any state is one of them.
create or replace function awa_store.ended_jobs(queue text)
returns table (queue_name text, state text, jobs bigint, last_minute bigint)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
begin
  return query
  with recursive settled (queue) as (
    select n.queue
    from (
      select o.queue from awa_store.outcome o where o.queue >= coalesce(ended_jobs.queue, '') order by o.queue limit 1
    ) n
    where ended_jobs.queue is null or n.queue = ended_jobs.queue
    union all
    select n.queue
    from settled f
    cross join lateral (select o.queue from awa_store.outcome o where o.queue > f.queue order by o.queue limit 1) n
    where ended_jobs.queue is null
  ), ended (queue, state) as (
    select n.queue, n.state
    from (
      select e.queue, e.state
      from awa_store.ended e
      where e.queue >= coalesce(ended_jobs.queue, '')
      order by e.queue, e.state
      limit 1
    ) n
    where ended_jobs.queue is null or n.queue = ended_jobs.queue
    union all
    select n.queue, n.state
    from ended f
    cross join lateral (
      select e.queue, e.state
      from awa_store.ended e
      where (e.queue, e.state) > (f.queue, f.state)
      order by e.queue, e.state
      limit 1
    ) n
    where ended_jobs.queue is null or n.queue = ended_jobs.queue
  )
  select p.queue, p.state, k.jobs, m.jobs
  from (
    select s.queue, 'completed' as state from settled s
    union
    select e.queue, e.state from ended e
  ) p
  cross join awa_store.settings s
  left join awa_store.queue q on q.name = p.queue
  cross join lateral awa_store.ended_after(p.queue, p.state, v_now - awa_store.keep_of(p.state, q, s)) k
  cross join lateral awa_store.ended_after(p.queue, p.state, v_now - interval '1 minute') m
  union all
  -- Cancelled by this very transaction; ended only when it commits.
  select r.queue, 'cancelled', 1, 1
  from awa_store.cancelled_here() h
  join awa_store.ready r on r.job_id = h.job_id and r.seq = h.seq
  where ended_jobs.queue is null or r.queue = ended_jobs.queue;
end
$$;

call awa_store.publish('awa_store.ended_after');
call awa_store.plan('awa_store.ended_jobs', 'walk');
call awa_store.publish('awa_store.ended_jobs');
