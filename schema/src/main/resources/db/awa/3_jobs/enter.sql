-- Enters a job, new or replaced, under its id: into ready if its state is available, else into deferred. Routes it to a
-- partition, which is returned, and wakes sleepers. seq: the entry's number, for a new job its id; stack: of a job that
-- has failed.
create or replace function awa_store.enter(
  state text,
  job_id bigint,
  seq bigint,
  run_at timestamptz,
  created_at timestamptz,
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
  options jsonb,
  progress jsonb,
  errors jsonb,
  stack text default null
)
returns int
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  v_partition int := coalesce(
    (select awa_store.route(ordering_key, job_id, q.partitions) from awa_store.queue q where q.name = queue), 0);
begin
  if state = 'available' then
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
      tags, metadata, options, progress, errors)
    values (
      seq, job_id, awa_store.lane(queue, v_partition, priority), run_at, created_at,
      (select current_slot from awa_store.ring), attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
      tags, metadata, options, progress, errors);
  else
    insert into awa_store.deferred (
      job_id, seq, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      unique_key, tags, metadata, options, progress, errors, stack)
    values (
      job_id, seq, run_at, created_at, v_partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      unique_key, tags, metadata, options, progress, errors, stack);
  end if;
  -- Also for a scheduled job: a sleeper knows the next due time of its queues, and a new one may come before it.
  perform awa_store.wake(queue);
  return v_partition;
end
$$;

call awa_store.publish('awa_store.enter');
