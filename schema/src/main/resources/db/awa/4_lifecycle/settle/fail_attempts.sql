-- retry_or_end for jobs of which one may hold what no check would have let in: then one by one, and that one is set
-- aside as failed, with the error as reason.
create or replace function awa_store.fail_attempts(
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
declare
  v_job record;
begin
  begin
    return query
    select *
    from awa_store.retry_or_end(
      fail_attempts.claim_id, fail_attempts.closed_ids, fail_attempts.errors, fail_attempts.retry_after,
      fail_attempts.final, fail_attempts.worker_id, fail_attempts.attempted_at, fail_attempts.classes,
      fail_attempts.stacks);
    return;
  exception when data_exception or program_limit_exceeded or integrity_constraint_violation then
    null;
  end;
  for v_job in
    select u.*
    from unnest(fail_attempts.closed_ids, fail_attempts.errors, fail_attempts.classes, fail_attempts.stacks)
      u (job_id, error, class, stack)
  loop
    begin
      return query
      select *
      from awa_store.retry_or_end(
        fail_attempts.claim_id, array[v_job.job_id], array[v_job.error], fail_attempts.retry_after, fail_attempts.final,
        fail_attempts.worker_id, fail_attempts.attempted_at, array[v_job.class], array[v_job.stack]);
    exception when data_exception or program_limit_exceeded or integrity_constraint_violation then
      id := v_job.job_id;
      outcome := 'failed';
      attempt := awa_store.set_aside(
        v_job.job_id, sqlerrm, fail_attempts.claim_id, fail_attempts.worker_id, fail_attempts.attempted_at);
      next_run_at := null;
      return next;
    end;
  end loop;
end
$$;

call awa_store.publish('awa_store.fail_attempts');
