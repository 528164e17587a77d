-- How many jobs of a queue, or of each (null), are put off, by state. Queues are found by one index probe each.
create or replace function awa_store.deferred_jobs(queue text)
returns table (queue_name text, state text, jobs bigint)
language plpgsql
stable
as $$
begin
  return query
  with recursive found (queue) as (
    select n.queue
    from (
      select d.queue
      from awa_store.deferred d
      where d.queue >= coalesce(deferred_jobs.queue, '')
      order by d.queue
      limit 1
    ) n
    where deferred_jobs.queue is null or n.queue = deferred_jobs.queue
    union all
    select n.queue
    from found f
    cross join lateral (
      select d.queue from awa_store.deferred d where d.queue > f.queue order by d.queue limit 1
    ) n
    where deferred_jobs.queue is null
  )
  select f.queue, d.state, count(*)
  from found f
  join awa_store.deferred d on d.queue = f.queue
  group by f.queue, d.state;
end
$$;

call awa_store.plan('awa_store.deferred_jobs', 'walk');
call awa_store.publish('awa_store.deferred_jobs');
