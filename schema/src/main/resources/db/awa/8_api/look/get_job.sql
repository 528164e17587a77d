-- One job by id, with the columns of the view jobs, and more in details; no row if the id is unknown.
-- Errors: none but 40001 above READ COMMITTED, if the ring has moved the job since the snapshot. Locks: none.
-- Roles: worker, operator, observer.
create or replace function awa.get_job(
  job_id bigint
)
returns table (
  id bigint,
  kind text,
  queue text,
  partition int,
  priority int,
  state text,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  attempted_at timestamptz,
  finalized_at timestamptz,
  worker_id uuid,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  progress jsonb,
  failures jsonb,
  result jsonb,
  reason text,
  options jsonb,
  details jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_at record;
  v_job awa_store.job;
begin
  select * into v_at from awa_store.locate(get_job.job_id);
  v_job := case v_at.place
    when 'deferred' then (
      select awa_store.job_of_waiting(d, awa_store.last_failure(d.errors, d.stack))
      from awa_store.deferred d
      where d.job_id = get_job.job_id)
    when 'ended' then (
      select awa_store.job_of_ended(e, awa_store.last_failure(e.errors, e.stack))
      from awa_store.ended e
      where e.job_id = get_job.job_id)
    else (
      select
        awa_store.job_of_entry(
          r, v_at.state, case when v_at.place = 'claim' then r.attempt else r.attempt - 1 end, v_at.claimed_at,
          v_at.settled_at, v_at.worker_id,
          case when v_at.state <> 'completed' then coalesce(p.progress, r.progress) end, v_at.result,
          (
            select w.reason
            from awa_store.withdrawn w
            where v_at.place = 'withdrawn' and w.lane = r.lane and w.xid = r.xid and w.seq = r.seq))
      from awa_store.ready r
      left join awa_store.progress p on p.claim_id = v_at.claim_id and p.job_id = r.job_id
      where v_at.place is not null and r.job_id = get_job.job_id and r.seq = v_at.seq)
  end;
  if v_job.id is not null then
    return query select v_job.*;
  end if;
end
$$;

call awa_store.plan('awa.get_job', 'probe');
call awa_store.publish('awa.get_job', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.get_job is 'One job by id: state, attempts, failures, progress, result and times.';
