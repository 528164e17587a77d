-- Jobs by COPY and INSERT: each row is a call of insert_job with the first columns, its arguments, and gets the others,
-- its results, for RETURNING.
create or replace view awa.new_jobs as
select
  null::text as kind, null::jsonb as args, null::text as queue, null::int as priority, null::timestamptz as run_at,
  null::int as max_attempts, null::jsonb as unique_by, null::text as ordering_key, null::text[] as tags,
  null::jsonb as metadata, null::jsonb as opts,
  null::bigint as id, null::text as outcome, null::text as state, null::text as queue_name, null::int as partition,
  null::timestamptz as due_at, null::bytea as unique_key, null::boolean as queue_full
where false;

-- Errors: those of insert_job but AW013, without triggers it does nothing; AW001 for a result that was given.
create or replace function awa_store.insert_new_job()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
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
