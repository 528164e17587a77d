-- Jobs by COPY and INSERT: each row is a call of insert_job with the first columns, its arguments, and gets the others, its results, for
-- RETURNING.
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
  if num_nonnulls(new.id, new.outcome, new.state, new.queue_name, new.partition, new.due_at, new.unique_key, new.queue_full) > 0 then
    raise exception using
      errcode = 'AW001',
      message = 'id, outcome, state, queue_name, partition, due_at, unique_key and queue_full are what new_jobs answers, not what it takes',
      hint = 'Leave them out, and name them in RETURNING.';
  end if;
  select i.id, i.outcome, i.state, i.queue_name, i.partition, i.due_at, i.unique_key, i.queue_full
  into new.id, new.outcome, new.state, new.queue_name, new.partition, new.due_at, new.unique_key, new.queue_full
  from awa.insert_job(
    new.kind, new.args, new.queue, new.priority, new.run_at, new.max_attempts, new.unique_by, new.ordering_key,
    coalesce(new.tags, '{}'), new.metadata, coalesce(new.opts, '{}')) i;
  return new;
end
$$;

call awa_store.publish('awa_store.insert_new_job');

do $$
begin
  if not exists (select from pg_catalog.pg_trigger where tgrelid = 'awa.new_jobs'::regclass and tgname = 'insert_new_job') then
    create trigger insert_new_job instead of insert on awa.new_jobs
      for each row execute function awa_store.insert_new_job();
  end if;
end
$$;

comment on view awa.new_jobs is 'Enqueues by COPY or INSERT: each row is a call of insert_job with its columns as arguments, and RETURNING its results.';

-- RETURNING needs SELECT, which shows nothing.
call awa_store.publish_view('awa.new_jobs', 'insert, select', 'awa_producer', 'awa_worker', 'awa_operator');
