-- Enters a job, new or replaced, under its id: due now into ready, later into deferred. Returns its state.
create or replace function awa_store.enter(
  job_id bigint,
  seq bigint,
  run_at timestamptz,
  created_at timestamptz,
  slot smallint,
  partition int,
  priority int,
  attempt int,
  max_attempts int,
  queue text,
  kind text,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  job_options jsonb,
  progress jsonb default null,
  errors jsonb default null
)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  v_timeout interval;
  v_backoff jsonb;
begin
  if job_options is not null and job_options <> '{}' then
    v_timeout := (job_options ->> 'timeout')::interval;
    v_backoff := nullif(job_options -> 'backoff', 'null');
  end if;
  if run_at <= awa_store.clock() then
    insert into awa_store.ready (
      seq, job_id, run_at, created_at, slot, partition, priority, attempt, max_attempts, queue, kind, args,
      ordering_key, unique_key, tags, metadata, timeout, backoff, progress, errors)
    values (
      seq, job_id, run_at, created_at, slot, partition, priority, attempt, max_attempts, queue, kind, args,
      ordering_key, unique_key, nullif(tags, '{}'), nullif(metadata, '{}'), v_timeout, v_backoff, progress, errors);
    perform awa_store.wake(queue);
    return 'available';
  end if;
  insert into awa_store.deferred (
    job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
    unique_key, tags, metadata, timeout, backoff, progress, errors)
  values (
    job_id, run_at, created_at, partition, priority, attempt, max_attempts, 'scheduled', queue, kind, args,
    ordering_key, unique_key, nullif(tags, '{}'), nullif(metadata, '{}'), v_timeout, v_backoff, progress, errors);
  -- A sleeper knows the next due time of its queues; a new one may come before it.
  perform awa_store.wake(queue);
  return 'scheduled';
end
$$;

call awa_store.publish('awa_store.enter');
