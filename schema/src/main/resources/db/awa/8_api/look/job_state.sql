-- What has become of a job, without what is in it: for producers, who may not read args, results and errors of others
-- (get_job does, for whom it is granted to). No row if the id is unknown, or the job was kept long enough.
-- Errors: as get_job. Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.job_state(
  job_id bigint
)
returns table (
  id bigint,
  state text,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  attempted_at timestamptz,
  finalized_at timestamptz
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select g.id, g.state, g.attempt, g.max_attempts, g.run_at, g.created_at, g.attempted_at, g.finalized_at
  from awa.get_job(job_state.job_id) g;
$$;

call awa_store.publish('awa.job_state', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.job_state is
  'What has become of a job, by id: its state, attempts and times, without what is in it.';
