-- Copies completed jobs of a drained slot whose queues keep them longer than the ring does into ended: about max_jobs of
-- them, fewer if they were settled one by one, from where the last call stopped. True when there are no more.
create or replace function awa_store.archive(slot int, max_jobs int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_slot awa_store.slot;
  v_queue text;
  v_outcome awa_store.outcome;
  v_left int := archive.max_jobs;
begin
  select t.* into strict v_slot from awa_store.slot t where t.slot = archive.slot;
  for v_queue in
    select q.name
    from awa_store.queue q
    cross join awa_store.settings s
    where q.keep_completed > s.keep_completed and q.name >= coalesce(v_slot.archive_queue, '')
    order by q.name
  loop
    if v_queue is distinct from v_slot.archive_queue then
      v_slot.archive_queue := v_queue;
      v_slot.archive_at := v_slot.opened_at - interval '1 minute';
    end if;
    -- Jobs of the slot ended when it was open or later, in its own outcomes or those of a later one.
    for v_outcome in
      select o.*
      from awa_store.outcome o
      where o.queue = v_queue and o.state = 'completed' and o.settled_at > v_slot.archive_at
        and o.settled_at <= v_slot.drained_at
      order by o.settled_at
    loop
      -- Stops between two times, so that it can go on after one.
      exit when v_left <= 0 and v_outcome.settled_at > v_slot.archive_at;
      execute format(
        'insert into awa_store.ended (
          job_id, run_at, created_at, attempted_at, finalized_at, worker_id, partition, priority, attempt, max_attempts, state,
          queue, kind, args, ordering_key, unique_key, tags, metadata, timeout, backoff, errors, result)
        select
          r.job_id, r.run_at, r.created_at, c.claimed_at, $1.settled_at, c.worker_id, awa_store.lane_partition(r.lane),
          awa_store.lane_priority(r.lane), r.attempt, r.max_attempts, $1.state, r.queue, r.kind, r.args, r.ordering_key,
          r.unique_key, r.tags, r.metadata, r.timeout, r.backoff, r.errors,
          nullif($1.results -> (j.n - 1)::int, ''null'')
        from awa_store.claim c
        cross join unnest($1.job_ids) with ordinality j (job_id, n)
        join awa_store.ready_%s r on r.job_id = j.job_id
        where c.claim_id = $1.claim_id and c.slot = $1.slot
          and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
        on conflict do nothing',
        archive.slot)
      using v_outcome;
      v_left := v_left - greatest(v_outcome.jobs, 5);
      v_slot.archive_at := v_outcome.settled_at;
    end loop;
    exit when v_left <= 0;
  end loop;
  update awa_store.slot t
  set archive_queue = v_slot.archive_queue, archive_at = v_slot.archive_at
  where t.slot = archive.slot and v_left < archive.max_jobs;
  return v_left > 0;
end
$$;

call awa_store.publish('awa_store.archive');
