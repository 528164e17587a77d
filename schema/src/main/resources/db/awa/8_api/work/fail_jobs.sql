-- Ends attempts as failed. A job with attempts left becomes retryable after retry_after, or else its own backoff; the
-- last attempt, or final, makes it failed: it stays in the dead letter queue.
-- Returns one row per job: outcome retryable, failed, or (with on_lost = report) lost.
-- opts.causes tells of each job the class of its error, and its stack, which is kept until the next attempt.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 parts of too many claims, AW005 lease lost (nothing is
-- changed), AW013 the end of a job needs triggers.
-- Locks: the jobs, or the whole claim if it settles all that is open, until commit.
-- Roles: worker.
create or replace function awa.fail_jobs(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  errors text[],
  retry_after interval default null,
  final boolean default false,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, attempt int, run_at timestamptz)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_report boolean := false;
  v_worker uuid := awa_store.checked_worker(fail_jobs.worker_id);
  v_causes record;
  v_closed record;
  v_told record;
  v_fault text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('fail_options'));
    v_report := awa_store.reports_lost(case jsonb_typeof(opts) when 'object' then opts - 'causes' else '{}' end);
  end if;
  if fail_jobs.job_ids is not null
    and (
      case
        when array_ndims(fail_jobs.errors) > 1 then true
        when cardinality(fail_jobs.errors) is distinct from cardinality(fail_jobs.job_ids) then true
        else array_position(fail_jobs.errors, null) is not null
      end)
  then
    raise exception using
      errcode = 'AW001',
      message = format(
        'errors must hold one text per job, %s, not %s',
        cardinality(fail_jobs.job_ids),
        case
          when pg_column_size(fail_jobs.errors) > 1000 then format('%s texts', cardinality(fail_jobs.errors))
          else left(coalesce(fail_jobs.errors::text, 'null'), 100)
        end),
      hint = 'Say for each job what went wrong; an empty text is accepted.';
  end if;
  if fail_jobs.retry_after is not null then
    perform awa_store.checked_delay('retry_after', fail_jobs.retry_after);
  end if;
  select c.classes, c.stacks into v_causes
  from awa_store.checked_causes(
    case when fail_jobs.job_ids is not null then opts -> 'causes' end, cardinality(fail_jobs.job_ids)) c;
  select * into v_closed from awa_store.close_attempts(v_worker, claim_id, job_ids, 'failed', null, v_report);
  if current_setting('session_replication_role') = 'replica' then
    v_fault := awa_store.end_fault(
      array(
        select r.job_id
        from awa_store.ready r
        where r.job_id = any (v_closed.closed_ids) and (fail_jobs.final or r.attempt >= r.max_attempts)));
    if v_fault is not null then
      raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
    end if;
  end if;
  select
    array_agg(g.error order by g.n) as errors, array_agg(g.class order by g.n) as classes,
    array_agg(g.stack order by g.n) as stacks
  into v_told
  from unnest(fail_jobs.job_ids, fail_jobs.errors, v_causes.classes, v_causes.stacks)
    with ordinality g (job_id, error, class, stack, n)
  where g.job_id = any (v_closed.closed_ids);
  return query
  select r.id, r.outcome, r.attempt, r.next_run_at
  from awa_store.fail_attempts(
    fail_jobs.claim_id, v_closed.closed_ids, v_told.errors, fail_jobs.retry_after, fail_jobs.final, v_closed.holder,
    v_closed.attempted_at, v_told.classes, v_told.stacks) r
  union all
  select l, 'lost', null, null from unnest(v_closed.lost_ids) l;
end
$$;

call awa_store.publish('awa.fail_jobs', 'awa_worker');
comment on function awa.fail_jobs is 'Ends attempts of one claim as failed: to be retried, or for good.';
