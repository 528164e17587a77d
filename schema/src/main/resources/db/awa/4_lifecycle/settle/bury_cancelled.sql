-- Writes a job of the ledger into ended as cancelled. started: whether its newest entry was claimed.
create or replace function awa_store.bury_cancelled(
  job_id bigint,
  reason text,
  started boolean,
  claim_id bigint default null,
  worker_id uuid default null,
  attempted_at timestamptz default null
)
returns void
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $$
begin
  insert into awa_store.ended (
    job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt, max_attempts,
    state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, reason)
  select
    r.job_id, r.run_at, r.created_at, bury_cancelled.attempted_at, awa_store.clock(),
    awa_store.clock() + make_interval(secs => awa_store.option_seconds(r.options, 'keep')), bury_cancelled.worker_id,
    awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id), awa_store.lane_priority(r.lane), greatest(r.attempt - (not bury_cancelled.started)::int, 0), r.max_attempts, 'cancelled', r.queue,
    r.kind, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options,
    coalesce(p.progress, r.progress), r.errors, bury_cancelled.reason
  from awa_store.ready r
  left join awa_store.progress p on p.claim_id = bury_cancelled.claim_id and p.job_id = r.job_id
  where r.job_id = bury_cancelled.job_id
  -- As in locate.
  order by coalesce(r.xid = pg_current_xact_id_if_assigned(), false) desc, r.seq desc
  limit 1;
  delete from awa_store.progress p where p.claim_id = bury_cancelled.claim_id and p.job_id = bury_cancelled.job_id;
  perform awa_store.after_end(array[bury_cancelled.job_id], 'cancelled');
end
$$;

call awa_store.publish('awa_store.bury_cancelled');
