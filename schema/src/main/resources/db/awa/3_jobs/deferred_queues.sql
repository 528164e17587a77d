-- The queues that have scheduled or retryable jobs, by one index probe each.
create or replace function awa_store.deferred_queues()
returns setof text
language plpgsql
stable
as $$
declare
  v_queue text := '';
begin
  loop
    v_queue := awa_store.next_deferred_queue(v_queue);
    exit when v_queue is null;
    return next v_queue;
  end loop;
end
$$;

-- The next of them after a name; null if there is none.
create or replace function awa_store.next_deferred_queue(after text)
returns text
language plpgsql
stable
as $$
begin
  return (
    select d.queue
    from awa_store.deferred d
    where d.queue > next_deferred_queue.after collate "C" and d.state in ('scheduled', 'retryable')
    order by d.queue
    limit 1);
end
$$;

call awa_store.plan('awa_store.next_deferred_queue', 'probe');
call awa_store.publish('awa_store.next_deferred_queue');
call awa_store.publish('awa_store.deferred_queues');
