-- Enqueues a job in the caller's transaction: visible to workers when it commits, gone when it rolls back.
-- A future run_at makes it scheduled, anything else available. NULL means the default for every argument.
-- Returns one row; outcome inserted, or, if unique_by names a key that is held: existing (the row is the holder's) or
-- replaced (the waiting holder has the new args and run_at now).
-- Errors: AW001 invalid argument, AW002 unknown option, AW003 too large, AW004 key held and on_conflict = raise, or
-- held by a job of another kind that would be replaced, AW008 replacing a job that is available needs READ COMMITTED,
-- AW009 queue full, AW010 no such parent, AW011 args do not fit, AW013 triggers that it needs are turned off.
-- Locks: none that another enqueue or a claim waits for, except on an equal unique key.
-- Wakes sleeping workers of the queue at commit.
-- Roles: producer, worker, operator.
create or replace function awa.insert_job(
  kind text,
  args jsonb default '{}',
  queue text default 'default',
  priority int default 2,
  run_at timestamptz default null,
  max_attempts int default 25,
  unique_by jsonb default null,
  ordering_key text default null,
  tags text[] default '{}',
  metadata jsonb default '{}',
  opts jsonb default '{}'
)
returns table (
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_metadata jsonb := '{}';
  v_asleep boolean;
  v_fault text[];
begin
  -- A sound job that is due, with no options but a trace, and with a usual unique key that is free, or none: one
  -- statement, since each further one, and each function in it, is set up anew in every transaction.
  if tags <> '{}' or metadata <> '{}' or opts <> '{}' then
    if opts <> '{}' then
      v_metadata := awa_store.traced_metadata(metadata, opts);
    elsif metadata <> '{}' then
      v_metadata := awa_store.sound_metadata(metadata);
    end if;
    if tags <> '{}' then
      v_metadata := case when awa_store.has_sound_tags(tags) then v_metadata end;
    end if;
  end if;
  if unique_by is null then
    insert into awa_store.ready as r (
      seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key,
      tags, metadata)
    select
      n.id, n.id, awa_store.lane(n.queue, n.partition, n.priority), n.now, n.now, n.segment, 1, n.max_attempts, n.queue,
      insert_job.kind, n.args, insert_job.ordering_key, nullif(insert_job.tags, '{}'), nullif(v_metadata, '{}')
    from (
      select
        nextval('awa_store.entry_seq') as id, awa_store.clock() as now, awa_store.entered(g) as segment,
        coalesce(insert_job.queue, 'default') as queue, coalesce(insert_job.priority, 2) as priority,
        coalesce(insert_job.max_attempts, 25) as max_attempts, coalesce(insert_job.args, '{}') as args,
        0 as partition
      from awa_store.ring g
      where coalesce(insert_job.queue, 'default') <> all (g.configured)
    ) n
    where insert_job.run_at is null and v_metadata is not null
      and awa_store.surely_sound(
        insert_job.kind, n.args, n.queue, n.priority, n.max_attempts, insert_job.ordering_key)
    returning r.job_id, 'inserted', 'available', r.queue, 0, r.run_at, false, awa_store.someone_sleeps(r.queue)
    into id, outcome, state, queue_name, partition, due_at, queue_full, v_asleep;
  elsif not unique_by ? 'on_conflict' then
    with new as (
      select n.*, awa_store.plain_key(insert_job.unique_by, insert_job.kind, insert_job.args) as key
      from (
        select
          awa_store.clock() as now, awa_store.entered(g) as segment, coalesce(insert_job.queue, 'default') as queue,
          coalesce(insert_job.priority, 2) as priority, coalesce(insert_job.max_attempts, 25) as max_attempts,
          coalesce(insert_job.args, '{}') as args
        from awa_store.ring g
        where coalesce(insert_job.queue, 'default') <> all (g.configured)
      ) n
      where insert_job.run_at is null and v_metadata is not null
        and awa_store.surely_sound(
          insert_job.kind, n.args, n.queue, n.priority, n.max_attempts, insert_job.ordering_key)
    ),
    held as (
      insert into awa_store.unique_claim (unique_key, job_id)
      select n.key, nextval('awa_store.entry_seq') from new n where n.key is not null
      on conflict do nothing
      returning job_id
    )
    insert into awa_store.ready as r (
      seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key,
      unique_key, tags, metadata)
    select
      h.job_id, h.job_id, awa_store.lane(n.queue, 0, n.priority), n.now, n.now, n.segment, 1, n.max_attempts, n.queue,
      insert_job.kind, n.args, insert_job.ordering_key, n.key, nullif(insert_job.tags, '{}'), nullif(v_metadata, '{}')
    from held h
    cross join new n
    returning
      r.job_id, 'inserted', 'available', r.queue, 0, r.run_at, r.unique_key, false, awa_store.someone_sleeps(r.queue)
    into id, outcome, state, queue_name, partition, due_at, unique_key, queue_full, v_asleep;
  end if;
  if found then
    if v_asleep then
      perform awa_store.wake(queue_name);
    end if;
    return next;
  else
    select i.* into id, outcome, state, queue_name, partition, due_at, unique_key, queue_full, v_fault
    from awa_store.insert_any(
      insert_job.kind, insert_job.args, insert_job.queue, insert_job.priority, insert_job.run_at,
      insert_job.max_attempts, insert_job.unique_by, insert_job.ordering_key, insert_job.tags, insert_job.metadata,
      insert_job.opts) i;
    if v_fault is not null then
      raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
    end if;
    return next;
  end if;
end
$$;

call awa_store.plan('awa.insert_job', 'fixed');
call awa_store.publish('awa.insert_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_job is 'Enqueues a job in the caller''s transaction.';
