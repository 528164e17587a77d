-- Ends a job of the ledger as failed since it cannot be handled, with the reason; whatever stands in its row. claim_id,
-- worker_id and
-- attempted_at: of the attempt, null if it was not started. Returns how many attempts were started.
create or replace function awa_store.set_aside(
  job_id bigint,
  reason text,
  claim_id bigint default null,
  worker_id uuid default null,
  attempted_at timestamptz default null
)
returns int
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $$
declare
  v_attempt int;
begin
  insert into awa_store.ended (
    job_id, run_at, created_at, attempted_at, finalized_at, worker_id, partition, priority, attempt, max_attempts, state, queue,
    kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, reason)
  select
    r.job_id, r.run_at, r.created_at, set_aside.attempted_at, awa_store.clock(), set_aside.worker_id,
    awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id), awa_store.lane_priority(r.lane), greatest(r.attempt - (set_aside.attempted_at is null)::int, 0),
    r.max_attempts, 'failed', r.queue, r.kind, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options, r.progress,
    r.errors, left('cannot be handled: ' || set_aside.reason, 1000)
  from awa_store.ready r
  where r.job_id = set_aside.job_id
  order by r.seq desc
  limit 1
  returning attempt into v_attempt;
  delete from awa_store.progress p where p.claim_id = set_aside.claim_id and p.job_id = set_aside.job_id;
  perform awa_store.after_end(array[set_aside.job_id], 'failed');
  return v_attempt;
end
$$;

call awa_store.publish('awa_store.set_aside');
