-- Jobs by COPY and INSERT: each row does what insert_job does with the first columns, its arguments, and gets the
-- others, its results, for RETURNING.
create or replace view awa.new_jobs as
select
  null::text as kind, null::jsonb as args, null::text as queue, null::int as priority, null::timestamptz as run_at,
  null::int as max_attempts, null::jsonb as unique_by, null::text as ordering_key, null::text[] as tags,
  null::jsonb as metadata, null::jsonb as opts,
  null::bigint as id, null::text as outcome, null::text as state, null::text as queue_name, null::int as partition,
  null::timestamptz as due_at, null::bytea as unique_key, null::boolean as queue_full
where false;

-- Enters a plain row itself, and calls insert_job for any other. PL/pgSQL keeps a simple expression ready for the whole
-- transaction, but sets up each statement anew for each row: so what can be told without tables is told in expressions,
-- which the functions in them are inlined into, and there is one small statement. It reads the ring for each row.
-- Nothing of it is remembered for the next row. A rollback to a savepoint gives up the lock on the ring, whose holders
-- turn_ring waits for before it takes a segment for drained. A setting of the transaction would go with the lock, but
-- the caller can set it, too: his jobs would lie where no claim looks for them.
-- Errors: those of insert_job but AW013, without triggers it does nothing; AW001 for a result that was given.
create or replace function awa_store.insert_new_job()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_args jsonb;
  v_queue text;
  v_priority int;
  v_max_attempts int;
  v_tags text[];
  v_metadata jsonb;
  v_is_sound boolean := true;
  v_lane uuid;
begin
  if num_nonnulls(
    new.id, new.outcome, new.state, new.queue_name, new.partition, new.due_at, new.unique_key, new.queue_full) > 0
  then
    raise exception using
      errcode = 'AW001',
      message =
        'id, outcome, state, queue_name, partition, due_at, unique_key and queue_full are what new_jobs answers, not '
        'what it takes',
      hint = 'Leave them out, and name them in RETURNING.';
  end if;
  if new.run_at is null and new.unique_by is null and coalesce(new.opts = '{}' or new.opts ? 'traceparent', true) then
    v_args := coalesce(new.args, '{}');
    v_queue := coalesce(new.queue, 'default');
    v_priority := coalesce(new.priority, 2);
    v_max_attempts := coalesce(new.max_attempts, 25);
    if new.opts <> '{}' then
      v_metadata := awa_store.traced_metadata(new.metadata, new.opts);
      v_is_sound := v_metadata is not null;
    elsif new.metadata <> '{}' then
      v_metadata := awa_store.sound_metadata(new.metadata);
      v_is_sound := v_metadata is not null;
    end if;
    if new.tags <> '{}' then
      v_tags := new.tags;
      v_is_sound := v_is_sound and awa_store.has_sound_tags(v_tags);
    end if;
    if v_is_sound
      and awa_store.surely_sound(new.kind, v_args, v_queue, v_priority, v_max_attempts, new.ordering_key)
    then
      new.id := nextval('awa_store.entry_seq');
      new.due_at := awa_store.clock();
      v_lane := awa_store.lane(v_queue, 0, v_priority);
      insert into awa_store.ready (
        seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key, tags,
        metadata)
      select
        new.id, new.id, v_lane, new.due_at, new.due_at, g.current_segment, 1, v_max_attempts, v_queue, new.kind, v_args,
        new.ordering_key, v_tags, v_metadata
      from awa_store.ring g
      where v_queue <> all (g.configured) and awa_store.is_last_turn(g);
      if found then
        if awa_store.someone_sleeps(v_queue) then
          perform awa_store.wake(v_queue);
        end if;
        new.outcome := 'inserted';
        new.state := 'available';
        new.queue_name := v_queue;
        new.partition := 0;
        new.queue_full := false;
        return new;
      end if;
    end if;
  end if;
  -- But for what PostgreSQL blanks out, in one line, since each error of insert_job shows it.
  select i.* into
    new.id, new.outcome, new.state, new.queue_name, new.partition, new.due_at, new.unique_key, new.queue_full
  from awa.insert_job(new.kind, new.args, new.queue, new.priority, new.run_at, new.max_attempts, new.unique_by, new.ordering_key, new.tags, new.metadata, new.opts) i;
  return new;
end
$$;

-- For who does not know that nothing is there to be changed. An UPDATE finds no row, as one by which an ORM asks
-- whether to insert; of a DELETE somebody expects that the job is gone.
-- Errors: AW001 for a DELETE.
create or replace function awa_store.keep_new_jobs()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' then
    raise exception using
      errcode = 'AW001',
      message = 'no job is deleted through new_jobs, which only takes them',
      hint = 'Call awa.cancel_job for a job that has not ended, or awa.delete_job for one that has.';
  end if;
  return null;
end
$$;

call awa_store.publish('awa_store.insert_new_job');
call awa_store.publish('awa_store.keep_new_jobs');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa.new_jobs'::regclass and tgname = 'insert_new_job')
  then
    create trigger insert_new_job instead of insert on awa.new_jobs
      for each row execute function awa_store.insert_new_job();
  end if;
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa.new_jobs'::regclass and tgname = 'keep_new_job')
  then
    create trigger keep_new_job instead of update or delete on awa.new_jobs
      for each row execute function awa_store.keep_new_jobs();
    create trigger keep_new_jobs before delete on awa.new_jobs
      for each statement execute function awa_store.keep_new_jobs();
  end if;
end
$$;

comment on view awa.new_jobs is
  'Enqueues by COPY or INSERT: each row is a call of insert_job with its columns as arguments, and RETURNING its '
  'results.';

-- RETURNING needs SELECT, which shows nothing.
call awa_store.publish_view(
  'awa.new_jobs', 'insert, select, update, delete', 'awa_producer', 'awa_worker', 'awa_operator');
