-- Enters jobs whose attempt was closed as released again, as they were, behind what waits in their lane.
create or replace function awa_store.requeue(claim_id bigint, job_ids bigint[])
returns void
language plpgsql
volatile
as $$
declare
  v_queue text;
begin
  perform awa_store.enter_again(requeue.job_ids, claim_id => requeue.claim_id);
  perform awa_store.free_places(requeue.job_ids, only_passing => true);
  -- All jobs of one claim are in one queue.
  select e.queue into v_queue from awa_store.ready e where e.job_id = requeue.job_ids[1] limit 1;
  if found then
    perform awa_store.wake(v_queue);
  end if;
end
$$;

call awa_store.publish('awa_store.requeue');
