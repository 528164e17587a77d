-- A job as callers see it, from its row in the ledger, in deferred or in ended. View jobs alone spells it out itself,
-- since its branches have to be planned as one query.
-- attempt: how many attempts were started; the others as they are known from the claim, the outcome and the withdrawal.
-- details: what is told of this job beside job_details.
create or replace function awa_store.job_of_entry(
  entry awa_store.ready,
  state text,
  attempt int,
  attempted_at timestamptz default null,
  finalized_at timestamptz default null,
  worker_id uuid default null,
  progress jsonb default null,
  result jsonb default null,
  reason text default null
)
returns awa_store.job
language sql
stable
as $$
  select row(
    entry.job_id, entry.kind, entry.queue,
    awa_store.entry_partition(entry.lane, entry.queue, entry.ordering_key, entry.job_id),
    awa_store.lane_priority(entry.lane), state, attempt, entry.max_attempts::int, entry.run_at, entry.created_at,
    attempted_at, finalized_at, worker_id, coalesce(entry.args, awa_store.payload_of(entry.job_id)), entry.ordering_key,
    entry.unique_key, coalesce(entry.tags, '{}'),
    coalesce(entry.metadata, '{}'), coalesce(progress, case when finalized_at is null then entry.progress end),
    coalesce(entry.errors, '[]'), nullif(result, 'null'), reason, entry.options,
    awa_store.job_details(entry.job_id, state, worker_id))::awa_store.job;
$$;

create or replace function awa_store.job_of_waiting(waiting awa_store.deferred, details jsonb default '{}')
returns awa_store.job
language sql
stable
as $$
  select row(
    waiting.job_id, waiting.kind, waiting.queue, waiting.partition::int, waiting.priority::int, waiting.state,
    waiting.attempt - 1, waiting.max_attempts::int, waiting.run_at, waiting.created_at, waiting.attempted_at, null,
    waiting.worker_id, coalesce(waiting.args, awa_store.payload_of(waiting.job_id)), waiting.ordering_key,
    waiting.unique_key, coalesce(waiting.tags, '{}'),
    coalesce(waiting.metadata, '{}'), waiting.progress, coalesce(waiting.errors, '[]'), null, null, waiting.options,
    awa_store.job_details(waiting.job_id, waiting.state) || details)::awa_store.job;
$$;

create or replace function awa_store.job_of_ended(ended awa_store.ended, details jsonb default '{}')
returns awa_store.job
language sql
stable
as $$
  select row(
    ended.job_id, ended.kind, ended.queue, ended.partition::int, ended.priority::int, ended.state, ended.attempt::int,
    ended.max_attempts::int, ended.run_at, ended.created_at, ended.attempted_at, ended.finalized_at, ended.worker_id,
    ended.args, ended.ordering_key, ended.unique_key, coalesce(ended.tags, '{}'), coalesce(ended.metadata, '{}'),
    ended.progress, coalesce(ended.errors, '[]'), ended.result, ended.reason, ended.options, details)::awa_store.job;
$$;

call awa_store.publish('awa_store.job_of_entry');
call awa_store.publish('awa_store.job_of_waiting');
call awa_store.publish('awa_store.job_of_ended');
