-- The earliest run_at among the scheduled and retryable jobs of a queue, searched from its low-water mark; no row if
-- there is none. One select, so that it is planned as part of its callers.
create or replace function awa_store.next_due(queue text)
returns table (run_at timestamptz)
language sql
stable
as $$
  select d.run_at
  from (
    (
      select s.run_at
      from awa_store.deferred s
      where s.queue = next_due.queue and s.state = 'scheduled'
        and s.run_at >= coalesce(
          (select p.low_water from awa_store.promotion p where p.queue = next_due.queue), '-infinity')
      order by s.run_at
      limit 1
    )
    union all
    (
      select r.run_at
      from awa_store.deferred r
      where r.queue = next_due.queue and r.state = 'retryable'
        and r.run_at >= coalesce(
          (select p.low_water from awa_store.promotion p where p.queue = next_due.queue), '-infinity')
      order by r.run_at
      limit 1
    )
  ) d
  order by d.run_at
  limit 1;
$$;

call awa_store.publish('awa_store.next_due');
