-- How many jobs of a queue ended in a state from one time on and before another, by counting them. A completed job that
-- was copied out of the ring counts once: its outcome, which has the same time, is there until its segment is
-- truncated.
create or replace function awa_store.ended_between(queue text, state text, from_at timestamptz, until_at timestamptz)
returns bigint
language plpgsql
stable
as $$
begin
  if ended_between.state <> 'completed' then
    return (
      select count(*)
      from awa_store.ended e
      where e.queue = ended_between.queue and e.state = ended_between.state
        and e.finalized_at >= ended_between.from_at and e.finalized_at < ended_between.until_at);
  end if;
  return (
    select coalesce(sum(o.jobs), 0)
    from awa_store.outcome o
    where o.queue = ended_between.queue and o.state = 'completed'
      and o.settled_at >= ended_between.from_at and o.settled_at < ended_between.until_at
  ) + (
    select count(*)
    from awa_store.ended e
    where e.queue = ended_between.queue and e.state = 'completed'
      and e.finalized_at >= ended_between.from_at and e.finalized_at < ended_between.until_at
      and not exists (
        select
        from awa_store.outcome o
        where o.queue = e.queue and o.state = 'completed' and o.settled_at = e.finalized_at
          and e.job_id = any (o.job_ids))
  );
end
$$;

call awa_store.plan('awa_store.ended_between', 'walk');
call awa_store.publish('awa_store.ended_between');
