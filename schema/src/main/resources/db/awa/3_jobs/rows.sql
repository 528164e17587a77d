-- The rows of jobs: how a job comes into deferred and ended and back into ready. Its columns are spelled out here and,
-- for new jobs, in new/; no other file but those of the ring, which use what is here, inserts into these tables.

-- Enters a job, new or replaced, under its id: into ready if its state is available, else into deferred. Routes it to
-- a partition, which is returned, and wakes sleepers. seq: the entry's number, for a new job its id; stack: of a job
-- that has failed; needs: as in deferred.
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
  stack text default null,
  needs int default null
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
      seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key,
      unique_key,
      tags, metadata, options, progress, errors)
    values (
      seq, job_id, awa_store.lane(queue, v_partition, priority), run_at, created_at,
      (select awa_store.entered(g) from awa_store.ring g), attempt, max_attempts, queue, kind, args, ordering_key,
      unique_key, tags, metadata, options, progress, errors);
  else
    insert into awa_store.deferred (
      job_id, seq, run_at, created_at, partition, priority, attempt, max_attempts, needs, state, queue, kind, args,
      ordering_key, unique_key, tags, metadata, options, progress, errors, stack)
    values (
      job_id, seq, run_at, created_at, v_partition, priority, attempt, max_attempts, needs, state, queue, kind, args,
      ordering_key, unique_key, tags, metadata, options, progress, errors, stack);
  end if;
  -- Also for a scheduled job: a sleeper knows the next due time of its queues, and a new one may come before it.
  perform awa_store.wake(queue);
  return v_partition;
end
$$;

-- Moves jobs from deferred into their lanes, the one that was due first first. Returns how many, and the latest due
-- time among them.
create or replace function awa_store.make_ready(job_ids bigint[], out count int, out last_run_at timestamptz)
language plpgsql
volatile
as $$
begin
  with moved as (
    delete from awa_store.deferred d where d.job_id = any (make_ready.job_ids) returning d.*
  ),
  entered as (
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key,
      unique_key,
      tags, metadata, options, progress, errors)
    select
      nextval('awa_store.entry_seq'), m.job_id, awa_store.present_lane(m.queue, m.partition, m.priority), m.run_at,
      m.created_at, awa_store.entered(g), m.attempt, m.max_attempts, m.queue, m.kind, m.args, m.ordering_key,
      m.unique_key, m.tags, m.metadata, m.options, m.progress, m.errors
    from (select * from moved order by run_at, job_id) m
    cross join awa_store.ring g
    returning run_at
  )
  select count(*), max(e.run_at) into make_ready.count, make_ready.last_run_at from entered e;
end
$$;

-- Enters jobs of the ledger again, behind what waits in their lanes, in the order of the list: the newest entry of
-- each, or the one with the number in seqs; args stay where they are. lane: another lane for all. claim_id: whose
-- progress they take along. Returns how many.
create or replace function awa_store.enter_again(
  job_ids bigint[],
  seqs bigint[] default null,
  lane uuid default null,
  claim_id bigint default null
)
returns int
language plpgsql
volatile
as $$
declare
  v_count int;
begin
  insert into awa_store.ready (
    seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
    tags, metadata, options, progress, errors)
  select
    nextval('awa_store.entry_seq'), e.job_id,
    coalesce(
      enter_again.lane,
      awa_store.present_lane(
        e.queue, awa_store.entry_partition(e.lane, e.queue, e.ordering_key, e.job_id),
        awa_store.lane_priority(e.lane))),
    e.run_at, e.created_at, awa_store.entered(g), e.attempt, e.max_attempts, e.queue, e.kind, null, e.ordering_key,
    e.unique_key, e.tags, e.metadata, e.options, coalesce(p.progress, e.progress), e.errors
  from unnest(enter_again.job_ids, enter_again.seqs) with ordinality c (job_id, seq, n)
  cross join lateral (
    select r.*
    from awa_store.ready r
    where r.job_id = c.job_id and (c.seq is null or r.seq = c.seq)
    order by r.seq desc
    limit 1
  ) e
  left join awa_store.progress p on p.claim_id = enter_again.claim_id and p.job_id = c.job_id
  cross join awa_store.ring g
  order by c.n;
  get diagnostics v_count = row_count;
  delete from awa_store.progress p
  where p.claim_id = enter_again.claim_id and p.job_id = any (enter_again.job_ids);
  return v_count;
end
$$;

-- Enters what repair has put into the table repaired, in the order that it had. Returns how many.
create or replace function awa_store.enter_repaired()
returns bigint
language plpgsql
volatile
as $$
declare
  v_count bigint;
begin
  insert into awa_store.ready (
    seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
    tags, metadata, options, progress, errors)
  select
    nextval('awa_store.entry_seq'), e.job_id,
    awa_store.lane(
      e.queue, awa_store.entry_partition(e.lane, e.queue, e.ordering_key, e.job_id), awa_store.lane_priority(e.lane)),
    e.run_at, e.created_at, awa_store.entered(g), e.attempt, e.max_attempts, e.queue, e.kind, e.args, e.ordering_key,
    e.unique_key, e.tags, e.metadata, e.options, e.progress, e.errors
  from (select * from awa_store.repaired order by xid, seq) e
  cross join awa_store.ring g;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

-- Copies a job from the ledger into deferred, but for its args: its newest entry, or the one with the number seq.
-- under: the number that it gets there. run_at, priority, args: as it has them where null. attempted_at, worker_id and
-- claim_id: of the attempt that it comes from, whose progress it takes along. Returns the row, or null if there is no
-- such entry.
create or replace function awa_store.defer_entry(
  job_id bigint,
  state text,
  run_at timestamptz default null,
  seq bigint default null,
  under bigint default 0,
  priority int default null,
  args jsonb default null,
  attempted_at timestamptz default null,
  worker_id uuid default null,
  claim_id bigint default null
)
returns awa_store.deferred
language plpgsql
volatile
as $$
declare
  v_row awa_store.deferred;
begin
  insert into awa_store.deferred as d (
    job_id, seq, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue,
    kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors)
  select
    r.job_id, defer_entry.under, coalesce(defer_entry.run_at, r.run_at), r.created_at, defer_entry.attempted_at,
    defer_entry.worker_id, awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id),
    coalesce(defer_entry.priority, awa_store.lane_priority(r.lane)), r.attempt, r.max_attempts, defer_entry.state,
    r.queue, r.kind, defer_entry.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options,
    coalesce(p.progress, r.progress), r.errors
  from awa_store.ready r
  left join awa_store.progress p on p.claim_id = defer_entry.claim_id and p.job_id = r.job_id
  where r.job_id = defer_entry.job_id and (defer_entry.seq is null or r.seq = defer_entry.seq)
  order by r.seq desc
  limit 1
  returning d.* into v_row;
  if defer_entry.claim_id is not null then
    delete from awa_store.progress p where p.claim_id = defer_entry.claim_id and p.job_id = defer_entry.job_id;
  end if;
  return v_row;
end
$$;

-- Copies jobs whose attempt has just been closed as failed or lost into deferred, as retryable with a delay, or, when
-- that was the last attempt or final is set, into ended. errors: one per closed job, in order, as are classes and
-- stacks, or null.
create or replace function awa_store.defer_or_end(
  claim_id bigint,
  closed_ids bigint[],
  errors text[],
  retry_after interval,
  final boolean,
  worker_id uuid,
  attempted_at timestamptz,
  classes text[],
  stacks text[]
)
returns table (id bigint, outcome text, attempt int, next_run_at timestamptz)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
begin
  return query
  with job as materialized (
    select
      r.*,
      awa_store.with_error(r.errors, r.attempt, v_now, c.error, c.class) as all_errors,
      awa_store.cut_stack(c.stack) as last_stack,
      coalesce(p.progress, r.progress) as last_progress,
      v_now + coalesce(defer_or_end.retry_after, awa_store.retry_delay(r.attempt, r.options -> 'backoff')) as retry_at,
      awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id) as partition,
      awa_store.lane_priority(r.lane) as priority,
      coalesce(defer_or_end.final, false) or r.attempt >= r.max_attempts as ends
    from unnest(
      defer_or_end.closed_ids, defer_or_end.errors, defer_or_end.classes, defer_or_end.stacks
    ) with ordinality c (job_id, error, class, stack, n)
    cross join lateral (
      select e.* from awa_store.ready e where e.job_id = c.job_id order by e.seq desc limit 1
    ) r
    left join awa_store.progress p on p.claim_id = defer_or_end.claim_id and p.job_id = c.job_id
    order by c.n
  ),
  deferred as (
    insert into awa_store.deferred (
      job_id, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue,
      kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, stack)
    select
      j.job_id, j.retry_at, j.created_at, defer_or_end.attempted_at, defer_or_end.worker_id, j.partition, j.priority,
      j.attempt + 1, j.max_attempts, 'retryable', j.queue, j.kind, null, j.ordering_key, j.unique_key, j.tags,
      j.metadata, j.options, j.last_progress, j.all_errors, j.last_stack
    from job j
    where not j.ends
  ),
  dead as (
    insert into awa_store.ended (
      job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt,
      max_attempts, state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors,
      stack)
    select
      j.job_id, j.run_at, j.created_at, defer_or_end.attempted_at, v_now,
      v_now + make_interval(secs => awa_store.option_seconds(j.options, 'keep')), defer_or_end.worker_id, j.partition,
      j.priority, j.attempt, j.max_attempts, 'failed', j.queue, j.kind,
      coalesce(j.args, awa_store.payload_of(j.job_id)), j.ordering_key, j.unique_key, j.tags, j.metadata, j.options,
      j.last_progress, j.all_errors, j.last_stack
    from job j
    where j.ends
  ),
  cleared as (
    delete from awa_store.progress p
    where p.claim_id = defer_or_end.claim_id and p.job_id = any (defer_or_end.closed_ids)
  )
  select
    j.job_id, case when j.ends then 'failed' else 'retryable' end, j.attempt::int,
    case when not j.ends then j.retry_at end
  from job j;
end
$$;

-- Copies a job from the ledger into ended. started: whether its newest entry was claimed.
-- attempted_at, worker_id and claim_id: of the attempt, whose progress it takes along. finalized_at: now where null.
-- Returns how many attempts were started.
create or replace function awa_store.end_entry(
  job_id bigint,
  state text,
  reason text,
  started boolean,
  attempted_at timestamptz default null,
  worker_id uuid default null,
  claim_id bigint default null,
  finalized_at timestamptz default null,
  result jsonb default null
)
returns int
language plpgsql
volatile
as $$
declare
  v_at timestamptz := coalesce(end_entry.finalized_at, awa_store.clock());
  v_attempt int;
begin
  insert into awa_store.ended as e (
    job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt,
    max_attempts, state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, result,
    reason)
  select
    r.job_id, r.run_at, r.created_at, end_entry.attempted_at, v_at,
    v_at + make_interval(secs => awa_store.option_seconds(r.options, 'keep')), end_entry.worker_id,
    awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id), awa_store.lane_priority(r.lane),
    greatest(r.attempt - (not end_entry.started)::int, 0), r.max_attempts, end_entry.state, r.queue, r.kind,
    coalesce(r.args, awa_store.payload_of(r.job_id), 'null'), r.ordering_key, r.unique_key, r.tags, r.metadata,
    r.options, coalesce(p.progress, r.progress), r.errors,
    end_entry.result, end_entry.reason
  from awa_store.ready r
  left join awa_store.progress p on p.claim_id = end_entry.claim_id and p.job_id = r.job_id
  where r.job_id = end_entry.job_id
  -- As in locate.
  order by coalesce(r.xid = pg_current_xact_id_if_assigned(), false) desc, r.seq desc
  limit 1
  returning e.attempt into v_attempt;
  if end_entry.claim_id is not null then
    delete from awa_store.progress p where p.claim_id = end_entry.claim_id and p.job_id = end_entry.job_id;
  end if;
  return v_attempt;
end
$$;

-- Moves a job from deferred into ended, with the reason. Returns the row that it had, null if it is not there any more.
create or replace function awa_store.end_deferred(job_id bigint, state text, reason text)
returns awa_store.deferred
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_row awa_store.deferred;
begin
  delete from awa_store.deferred d where d.job_id = end_deferred.job_id returning d.* into v_row;
  if v_row.job_id is null then
    return v_row;
  end if;
  insert into awa_store.ended (
    job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt,
    max_attempts, state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, stack,
    reason)
  values (
    v_row.job_id, v_row.run_at, v_row.created_at, v_row.attempted_at, v_now,
    v_now + make_interval(secs => awa_store.option_seconds(v_row.options, 'keep')), v_row.worker_id, v_row.partition,
    v_row.priority, greatest(v_row.attempt - 1, 0), v_row.max_attempts, end_deferred.state, v_row.queue, v_row.kind,
    coalesce(v_row.args, awa_store.payload_of(v_row.job_id)), v_row.ordering_key, v_row.unique_key, v_row.tags,
    v_row.metadata, v_row.options, v_row.progress, v_row.errors, v_row.stack, end_deferred.reason);
  return v_row;
end
$$;

-- Enters a job that was ended into deferred, with an attempt more: as retryable, or scheduled if it was never started.
-- Returns that state.
create or replace function awa_store.defer_ended(job awa_store.ended, run_at timestamptz)
returns text
language plpgsql
volatile
as $$
declare
  v_state text := case when job.attempt > 0 then 'retryable' else 'scheduled' end;
begin
  insert into awa_store.deferred (
    job_id, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue, kind,
    args, ordering_key, unique_key, tags, metadata, options, progress, errors, stack)
  values (
    job.job_id, defer_ended.run_at, job.created_at, job.attempted_at, job.worker_id, job.partition, job.priority,
    least(job.attempt + 1, 32767), least(greatest(job.max_attempts, job.attempt + 1), 32767), v_state, job.queue,
    job.kind, job.args, job.ordering_key, job.unique_key, job.tags, job.metadata,
    case when jsonb_typeof(job.options) = 'object' then nullif(job.options - 'start_by', '{}') else job.options end,
    job.progress, job.errors, job.stack);
  return v_state;
end
$$;

-- An entry as the ring carries it to another segment. This and archived go on while an upgrade adds columns.
create or replace function awa_store.carried(entry awa_store.ready, segment smallint)
returns awa_store.ready
language plpgsql
immutable
as $$
begin
  entry.segment := carried.segment;
  return entry;
end
$$;

-- A job of an outcome as the ring keeps it in ended.
create or replace function awa_store.archived(
  entry awa_store.ready,
  state text,
  attempted_at timestamptz,
  finalized_at timestamptz,
  worker_id uuid,
  result jsonb
)
returns awa_store.ended
language plpgsql
stable
as $$
declare
  v_job awa_store.ended;
begin
  v_job.job_id := entry.job_id;
  v_job.run_at := entry.run_at;
  v_job.created_at := entry.created_at;
  v_job.attempted_at := archived.attempted_at;
  v_job.finalized_at := archived.finalized_at;
  v_job.keep_until := finalized_at + make_interval(secs => awa_store.option_seconds(entry.options, 'keep'));
  v_job.worker_id := archived.worker_id;
  v_job.partition := awa_store.entry_partition(entry.lane, entry.queue, entry.ordering_key, entry.job_id);
  v_job.priority := awa_store.lane_priority(entry.lane);
  v_job.attempt := entry.attempt;
  v_job.max_attempts := entry.max_attempts;
  v_job.state := archived.state;
  v_job.queue := entry.queue;
  v_job.kind := entry.kind;
  v_job.args := coalesce(entry.args, awa_store.payload_of(entry.job_id));
  v_job.ordering_key := entry.ordering_key;
  v_job.unique_key := entry.unique_key;
  v_job.tags := entry.tags;
  v_job.metadata := entry.metadata;
  v_job.options := entry.options;
  v_job.errors := entry.errors;
  v_job.result := archived.result;
  return v_job;
end
$$;

call awa_store.publish('awa_store.enter');
call awa_store.plan('awa_store.make_ready', 'probe');
call awa_store.publish('awa_store.make_ready');
call awa_store.plan('awa_store.enter_again', 'probe');
call awa_store.publish('awa_store.enter_again');
call awa_store.publish('awa_store.enter_repaired');
call awa_store.plan('awa_store.defer_entry', 'fixed');
call awa_store.publish('awa_store.defer_entry');
call awa_store.plan('awa_store.defer_or_end', 'probe');
call awa_store.publish('awa_store.defer_or_end');
call awa_store.plan('awa_store.end_entry', 'fixed');
call awa_store.publish('awa_store.end_entry');
call awa_store.plan('awa_store.end_deferred', 'fixed');
call awa_store.publish('awa_store.end_deferred');
call awa_store.publish('awa_store.defer_ended');
call awa_store.publish('awa_store.carried');
call awa_store.publish('awa_store.archived');
