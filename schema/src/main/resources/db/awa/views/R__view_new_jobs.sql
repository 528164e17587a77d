-- Jobs by COPY: each row that is copied into the view, or inserted, is a call of insert_job with the columns as arguments.
create or replace view awa.new_jobs as
select
  null::text as kind, null::jsonb as args, null::text as queue, null::int as priority, null::timestamptz as run_at,
  null::int as max_attempts, null::jsonb as unique_by, null::text as ordering_key, null::text[] as tags,
  null::jsonb as metadata, null::jsonb as opts
where false;

create or replace function awa_store.insert_new_job()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform
  from awa.insert_job(
    new.kind, new.args, new.queue, new.priority, new.run_at, new.max_attempts, new.unique_by, new.ordering_key,
    coalesce(new.tags, '{}'), new.metadata, coalesce(new.opts, '{}'));
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

comment on view awa.new_jobs is 'Enqueues by COPY or INSERT: each row is a call of insert_job with its columns as arguments.';

call awa_store.publish_view('awa.new_jobs', 'insert', 'awa_producer', 'awa_worker', 'awa_operator');
