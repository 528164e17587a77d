-- Wakes who may sleep since limits were full, when jobs that counted in them have been settled, or the limits were
-- changed: the sleepers of all queues that have them, and of those where jobs of a kind that has them were set apart.
-- A limit without concurrency opens by time alone, unless it was changed. Call it after the row is written.
create or replace function awa_store.starts_freed(limits int[], at_once boolean default false)
returns void
language plpgsql
volatile
as $$
begin
  perform awa_store.wake(q.name)
  from (
    select unnest(l.queues) as name
    from awa_store.limit_rule l
    where l.limit_id = any (starts_freed.limits) and (l.concurrency is not null or starts_freed.at_once)
    union
    select k.queue
    from awa_store.limit_rule l
    join awa_store.kind_lane k on k.kind = any (l.kinds)
    where l.limit_id = any (starts_freed.limits) and (l.concurrency is not null or starts_freed.at_once)
      and l.kinds <> '{}'
  ) q;
end
$$;

call awa_store.plan('awa_store.starts_freed', 'fixed');
call awa_store.publish('awa_store.starts_freed');
