-- What becomes of jobs whose attempt has just been closed as failed or lost: retryable with a delay, or, when that was
-- the last attempt or final is set, failed. closed_ids as close_attempts returned them; errors: one per closed job, in
-- order, as are classes and stacks, or null.
create or replace function awa_store.retry_or_bury(
  claim_id bigint,
  closed_ids bigint[],
  errors text[],
  retry_after interval,
  final boolean,
  worker_id uuid,
  attempted_at timestamptz,
  classes text[] default null,
  stacks text[] default null
)
returns table (id bigint, outcome text, attempt int, next_run_at timestamptz)
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
begin
  return query
  with job as materialized (
    select
      r.*,
      awa_store.with_error(r.errors, r.attempt, v_now, c.error, c.class) as all_errors,
      awa_store.cut_stack(c.stack) as last_stack,
      coalesce(p.progress, r.progress) as last_progress,
      v_now + coalesce(retry_or_bury.retry_after, awa_store.retry_delay(r.attempt, r.options -> 'backoff')) as retry_at,
      coalesce(retry_or_bury.final, false) or r.attempt >= r.max_attempts as ends
    from unnest(
      retry_or_bury.closed_ids, retry_or_bury.errors, retry_or_bury.classes, retry_or_bury.stacks
    ) with ordinality c (job_id, error, class, stack, n)
    cross join lateral (
      select e.* from awa_store.ready e where e.job_id = c.job_id order by e.seq desc limit 1
    ) r
    left join awa_store.progress p on p.claim_id = retry_or_bury.claim_id and p.job_id = c.job_id
    order by c.n
  ),
  deferred as (
    insert into awa_store.deferred (
      job_id, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue,
      kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, stack)
    select
      j.job_id, j.retry_at, j.created_at, retry_or_bury.attempted_at, retry_or_bury.worker_id,
      awa_store.entry_partition(j.lane, j.queue, j.ordering_key, j.job_id), awa_store.lane_priority(j.lane),
      j.attempt + 1, j.max_attempts, 'retryable', j.queue, j.kind, j.args, j.ordering_key, j.unique_key, j.tags,
      j.metadata, j.options, j.last_progress, j.all_errors, j.last_stack
    from job j
    where not j.ends
  ),
  dead as (
    insert into awa_store.ended (
      job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt, max_attempts,
      state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, stack)
    select
      j.job_id, j.run_at, j.created_at, retry_or_bury.attempted_at, v_now,
      v_now + make_interval(secs => awa_store.option_seconds(j.options, 'keep')),
      retry_or_bury.worker_id,
      awa_store.entry_partition(j.lane, j.queue, j.ordering_key, j.job_id), awa_store.lane_priority(j.lane), j.attempt, j.max_attempts, 'failed', j.queue, j.kind, j.args, j.ordering_key, j.unique_key, j.tags,
      j.metadata, j.options, j.last_progress, j.all_errors, j.last_stack
    from job j
    where j.ends
  ),
  cleared as (
    delete from awa_store.progress p
    where p.claim_id = retry_or_bury.claim_id and p.job_id = any (retry_or_bury.closed_ids)
  )
  select j.job_id, case when j.ends then 'failed' else 'retryable' end, j.attempt::int, case when not j.ends then j.retry_at end
  from job j;
  perform awa_store.after_end(
    array(select d.job_id from awa_store.ended d where d.job_id = any (retry_or_bury.closed_ids)), 'failed');
  -- All jobs of one claim are in one queue; its sleepers learn of the new due time.
  perform awa_store.wake(d.queue) from awa_store.deferred d where d.job_id = any (retry_or_bury.closed_ids) limit 1;
end
$$;

call awa_store.publish('awa_store.retry_or_bury');
