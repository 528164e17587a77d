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
  v_args jsonb;
  v_priority int;
  v_max_attempts int;
  v_metadata jsonb := '{}';
  v_segment smallint;
  v_lane uuid;
  v_is_free boolean;
  v_fault text[];
begin
  -- A sound job that is due, with no options but a trace, and with a usual unique key that is free, or none. What can
  -- be told without tables is told in expressions, which the functions in them are inlined into, and the statements are
  -- small, since each is set up anew in every transaction.
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
  queue_name := coalesce(insert_job.queue, 'default');
  v_priority := coalesce(insert_job.priority, 2);
  v_max_attempts := coalesce(insert_job.max_attempts, 25);
  v_args := coalesce(insert_job.args, '{}');
  if insert_job.run_at is null and v_metadata is not null
    and awa_store.surely_sound(
      insert_job.kind, v_args, queue_name, v_priority, v_max_attempts, insert_job.ordering_key)
  then
    if insert_job.unique_by is not null then
      unique_key := awa_store.plain_key(insert_job.unique_by, insert_job.kind, insert_job.args);
    end if;
    if insert_job.unique_by is null or unique_key is not null then
      select g.current_segment into v_segment
      from awa_store.ring g
      where insert_job.queue_name <> all (g.configured) and awa_store.is_last_turn(g);
      if found then
        id := nextval('awa_store.entry_seq');
        v_is_free := true;
        if unique_key is not null then
          insert into awa_store.unique_claim (unique_key, job_id) values (insert_job.unique_key, insert_job.id)
          on conflict do nothing;
          v_is_free := found;
        end if;
        if v_is_free then
          due_at := awa_store.clock();
          v_lane := awa_store.lane(queue_name, 0, v_priority);
          insert into awa_store.ready (
            seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key,
            unique_key, tags, metadata)
          values (
            insert_job.id, insert_job.id, v_lane, insert_job.due_at, insert_job.due_at, v_segment, 1, v_max_attempts,
            insert_job.queue_name, insert_job.kind, v_args, insert_job.ordering_key, insert_job.unique_key,
            nullif(insert_job.tags, '{}'), nullif(v_metadata, '{}'));
          if awa_store.someone_sleeps(queue_name) then
            perform awa_store.wake(queue_name);
          end if;
          outcome := 'inserted';
          state := 'available';
          partition := 0;
          queue_full := false;
          return next;
          return;
        end if;
      end if;
    end if;
  end if;

  select i.* into id, outcome, state, queue_name, partition, due_at, unique_key, queue_full, v_fault
  from awa_store.insert_any(
    insert_job.kind, insert_job.args, insert_job.queue, insert_job.priority, insert_job.run_at,
    insert_job.max_attempts, insert_job.unique_by, insert_job.ordering_key, insert_job.tags, insert_job.metadata,
    insert_job.opts, insert_job.id) i;
  if v_fault is not null then
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
  end if;
  return next;
end
$$;

call awa_store.plan('awa.insert_job', 'fixed');
call awa_store.publish('awa.insert_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_job is 'Enqueues a job in the caller''s transaction.';
