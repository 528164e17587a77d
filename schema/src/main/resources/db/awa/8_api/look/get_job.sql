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
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_at record;
begin
  select * into v_at from awa_store.locate(get_job.job_id);
  if v_at.place = 'deferred' then
    return query
    select
      d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt - 1, d.max_attempts::int,
      d.run_at, d.created_at, d.attempted_at, null::timestamptz, d.worker_id, d.args, d.ordering_key, d.unique_key,
      coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null::jsonb, null,
      d.options, awa_store.job_details(d.job_id, d.state) || awa_store.last_failure(d.errors, d.stack)
    from awa_store.deferred d
    where d.job_id = get_job.job_id;
  elsif v_at.place = 'ended' then
    return query
    select
      d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt::int, d.max_attempts::int,
      d.run_at, d.created_at, d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key,
      coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), d.result, d.reason,
      d.options, awa_store.last_failure(d.errors, d.stack)
    from awa_store.ended d
    where d.job_id = get_job.job_id;
  elsif v_at.place is not null then
    return query
    select
      r.job_id, r.kind, r.queue, awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id),
      awa_store.lane_priority(r.lane), v_at.state,
      case when v_at.place = 'claim' then r.attempt else r.attempt - 1 end, r.max_attempts::int, r.run_at, r.created_at,
      v_at.claimed_at, v_at.settled_at, v_at.worker_id, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'),
      coalesce(r.metadata, '{}'),
      case when v_at.state <> 'completed' then coalesce(p.progress, r.progress) end,
      coalesce(r.errors, '[]'), nullif(v_at.result, 'null'),
      (
        select w.reason
        from awa_store.withdrawn w
        where v_at.place = 'withdrawn' and w.lane = r.lane and w.xid = r.xid and w.seq = r.seq),
      r.options, awa_store.job_details(r.job_id, v_at.state, v_at.worker_id)
    from awa_store.ready r
    left join awa_store.progress p on p.claim_id = v_at.claim_id and p.job_id = r.job_id
    where r.job_id = get_job.job_id and r.seq = v_at.seq;
  end if;
end
$$;

call awa_store.publish('awa.get_job', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.get_job is 'One job by id: state, attempts, failures, progress, result and times.';
