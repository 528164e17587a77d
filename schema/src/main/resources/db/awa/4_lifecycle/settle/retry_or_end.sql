-- What becomes of jobs whose attempt has just been closed as failed or lost; see defer_or_end. closed_ids as
-- close_attempts returned them.
create or replace function awa_store.retry_or_end(
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
as $$
#variable_conflict use_column
begin
  return query
  select *
  from awa_store.defer_or_end(
    retry_or_end.claim_id, retry_or_end.closed_ids, retry_or_end.errors, retry_or_end.retry_after, retry_or_end.final,
    retry_or_end.worker_id, retry_or_end.attempted_at, retry_or_end.classes, retry_or_end.stacks);
  perform awa_store.free_places(retry_or_end.closed_ids, only_passing => true);
  perform awa_store.after_end(
    array(select d.job_id from awa_store.ended d where d.job_id = any (retry_or_end.closed_ids)), 'failed');
  -- All jobs of one claim are in one queue; its sleepers learn of the new due time.
  perform awa_store.wake(d.queue) from awa_store.deferred d where d.job_id = any (retry_or_end.closed_ids) limit 1;
end
$$;

call awa_store.plan('awa_store.retry_or_end', 'probe');
call awa_store.publish('awa_store.retry_or_end');
