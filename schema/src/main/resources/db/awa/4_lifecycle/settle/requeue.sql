-- Enters jobs whose attempt was closed as released again, as they were, behind what waits in their lane.
create or replace function awa_store.requeue(claim_id bigint, job_ids bigint[])
returns void
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_queue text;
begin
  insert into awa_store.ready (
    seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args,
    ordering_key, unique_key, tags, metadata, options, progress, errors)
  select
    nextval('awa_store.entry_seq'), j.job_id,
    awa_store.present_lane(j.queue, awa_store.entry_partition(j.lane, j.queue, j.ordering_key, j.job_id), awa_store.lane_priority(j.lane)), j.run_at, j.created_at, ring.current_slot, j.attempt, j.max_attempts, j.queue, j.kind, j.args, j.ordering_key, j.unique_key, j.tags, j.metadata, j.options, coalesce(p.progress, j.progress), j.errors
  from unnest(requeue.job_ids) with ordinality c (job_id, n)
  cross join lateral (
    select e.* from awa_store.ready e where e.job_id = c.job_id order by e.seq desc limit 1
  ) j
  left join awa_store.progress p on p.claim_id = requeue.claim_id and p.job_id = c.job_id
  cross join awa_store.ring
  order by c.n;
  delete from awa_store.progress p where p.claim_id = requeue.claim_id and p.job_id = any (requeue.job_ids);
  -- All jobs of one claim are in one queue.
  select e.queue into v_queue from awa_store.ready e where e.job_id = requeue.job_ids[1] limit 1;
  if found then
    perform awa_store.wake(v_queue);
  end if;
end
$$;

call awa_store.publish('awa_store.requeue');
