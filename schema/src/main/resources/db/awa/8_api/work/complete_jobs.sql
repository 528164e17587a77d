-- Ends attempts as completed. May be called inside the transaction that writes the jobs' results.
-- Returns how many it settled, and with on_lost = report the jobs that were not open.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 results too large, or parts of too many claims, AW005 lease
-- lost (nothing is changed), AW013 the end of a job needs triggers.
-- Locks: the jobs, or the whole claim if it settles all that is open, until commit; the concurrency keys and children
-- of its jobs, at commit.
-- Roles: worker.
create or replace function awa.complete_jobs(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  results jsonb default null,
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
  v_worker uuid := awa_store.checked_worker(complete_jobs.worker_id);
  v_results jsonb := nullif(complete_jobs.results, 'null');
  v_closed record;
  v_fault text[];
begin
  if v_results is not null then
    if jsonb_typeof(v_results) <> 'array' or jsonb_array_length(v_results) <> cardinality(complete_jobs.job_ids) then
      raise exception using
        errcode = 'AW001',
        message = format(
          'results must be a JSON array of %s elements, one per job, not %s',
          cardinality(complete_jobs.job_ids), awa_store.excerpt(v_results)),
        hint = 'Use null for a job without a result, or leave results out.';
    end if;
    perform awa_store.check_bytes(
      'results', v_results, 16777216, 'Settle fewer jobs at once, or keep large results elsewhere.');
  end if;
  select * into v_closed from awa_store.close_attempts(v_worker, claim_id, job_ids, 'completed', v_results, v_report);
  if v_closed.has_keys or awa_store.has_waits() then
    v_fault := awa_store.end_fault(v_closed.closed_ids);
    if v_fault is not null then
      raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
    end if;
    if v_closed.has_keys then
      perform awa_store.after_end(v_closed.closed_ids, 'completed');
    else
      perform awa_store.free_children(v_closed.closed_ids, 'completed');
    end if;
  end if;
  if v_closed.has_progress then
    delete from awa_store.progress p where p.claim_id = complete_jobs.claim_id and p.job_id = any (v_closed.closed_ids);
  end if;
  settled := cardinality(v_closed.closed_ids);
  lost_ids := v_closed.lost_ids;
  return next;
end
$$;

call awa_store.publish('awa.complete_jobs', 'awa_worker');
comment on function awa.complete_jobs is 'Ends attempts of one claim as completed, with optional results.';
