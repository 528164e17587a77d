-- The earliest run_at among the scheduled and retryable jobs of a queue, searched from its low-water mark; null if
-- none.
create or replace function awa_store.next_due(queue text)
returns timestamptz
language plpgsql
stable
as $$
declare
  v_run_at timestamptz;
begin
  select d.run_at into v_run_at
  from awa_store.deferred d
  where d.queue = next_due.queue and d.state in ('scheduled', 'retryable')
    and d.run_at >= coalesce(
      (select p.low_water from awa_store.promotion p where p.queue = next_due.queue), '-infinity')
  order by d.run_at
  limit 1;
  return v_run_at;
end
$$;

call awa_store.plan('awa_store.next_due', 'probe');
call awa_store.publish('awa_store.next_due');
