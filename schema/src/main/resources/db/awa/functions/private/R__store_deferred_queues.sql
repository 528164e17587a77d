-- The queues that have scheduled or retryable jobs, after a name, by one index probe each.
create or replace function awa_store.deferred_queues(after text default '')
returns setof text
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_queue text := deferred_queues.after;
begin
  loop
    select d.queue into v_queue
    from awa_store.deferred d
    where d.queue > v_queue collate "C" and d.state in ('scheduled', 'retryable')
    order by d.queue
    limit 1;
    exit when not found;
    return next v_queue;
  end loop;
end
$$;

call awa_store.publish('awa_store.deferred_queues');
