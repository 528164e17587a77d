-- The queues that have deferred jobs, and in which states, after one of these and at most so many, with the time of the
-- first job of each: by one index probe for each.
create or replace function awa_store.deferred_queues(
  after_queue text default '',
  after_state text default '',
  max_rows int default null
)
returns table (queue text, state text, run_at timestamptz)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
  return query
  with recursive found (queue, state, run_at) as (
    (
      select d.queue, d.state, d.run_at
      from awa_store.deferred d
      where (d.queue, d.state) > (deferred_queues.after_queue collate "C", deferred_queues.after_state)
      order by d.queue, d.state, d.run_at
      limit 1
    )
    union all
    select n.queue, n.state, n.run_at
    from found f
    cross join lateral (
      select d.queue, d.state, d.run_at
      from awa_store.deferred d
      where (d.queue, d.state) > (f.queue, f.state)
      order by d.queue, d.state, d.run_at
      limit 1
    ) n
  )
  select f.queue, f.state, f.run_at from found f limit deferred_queues.max_rows;
end
$$;

call awa_store.plan('awa_store.deferred_queues', 'walk');
call awa_store.publish('awa_store.deferred_queues');
