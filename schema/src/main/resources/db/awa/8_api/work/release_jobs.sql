-- Hands jobs back that the worker did not start: available again at once, the attempt not counted. They queue behind
-- what waits in their lane. Returns how many it settled, and with on_lost = report the jobs that were not open.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 parts of too many claims, AW005 lease lost (nothing is
-- changed).
-- Locks: the jobs, or the whole claim if it settles all that is open, until commit.
-- Roles: worker.
create or replace function awa.release_jobs(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  opts jsonb default '{}'
)
returns table (settled int, lost_ids bigint[])
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_report boolean := awa_store.reports_lost(coalesce(opts, '{}'));
  v_worker uuid := awa_store.checked_worker(release_jobs.worker_id);
  v_closed record;
begin
  select * into v_closed from awa_store.close_attempts(v_worker, claim_id, job_ids, 'released', null, v_report);
  perform awa_store.requeue(release_jobs.claim_id, v_closed.closed_ids);
  settled := cardinality(v_closed.closed_ids);
  lost_ids := v_closed.lost_ids;
  return next;
end
$$;

call awa_store.publish('awa.release_jobs', 'awa_worker');
comment on function awa.release_jobs is 'Hands jobs of one claim back unstarted; they are available again at once.';
