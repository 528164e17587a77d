-- Whether a queue has a configuration, jobs in any state, or a registered worker that has named it.
create or replace function awa_store.knows_queue(queue text)
returns boolean
language plpgsql
stable
as $$
begin
  return exists (select from awa_store.queue q where q.name = knows_queue.queue)
    or exists (select from awa_store.worker w where knows_queue.queue = any (w.queues))
    or exists (select from awa_store.deferred d where d.queue = knows_queue.queue)
    or exists (select from awa_store.ended e where e.queue = knows_queue.queue)
    or exists (select from awa_store.outcome o where o.queue = knows_queue.queue)
    or exists (select from awa_store.lanes_of_queue(knows_queue.queue));
end
$$;

call awa_store.plan('awa_store.knows_queue', 'probe');
call awa_store.publish('awa_store.knows_queue');
