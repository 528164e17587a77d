-- How many jobs of a queue ended in a state from one time on and before another, by counting them. A completed job that
-- was copied out of the ring counts once: its outcome, which has the same time, is there until its segment is
-- truncated. One select, so that it is planned as part of its callers.
create or replace function awa_store.ended_between(queue text, state text, from_at timestamptz, until_at timestamptz)
returns table (jobs bigint)
language sql
stable
as $$
  select coalesce(o.jobs, 0) + e.jobs
  from (
    select sum(o.jobs)::bigint as jobs
    from awa_store.outcome o
    where ended_between.state = 'completed' and o.queue = ended_between.queue and o.state = 'completed'
      and o.settled_at >= ended_between.from_at and o.settled_at < ended_between.until_at
  ) o
  cross join (
    select count(*) as jobs
    from awa_store.ended e
    where e.queue = ended_between.queue and e.state = ended_between.state
      and e.finalized_at >= ended_between.from_at and e.finalized_at < ended_between.until_at
      and not (
        e.state = 'completed'
        and exists (
          select
          from awa_store.outcome o
          where o.queue = e.queue and o.state = 'completed' and o.settled_at = e.finalized_at
            and e.job_id = any (o.job_ids)))
  ) e;
$$;

call awa_store.publish('awa_store.ended_between');
