-- Functions between the bare INSERT and awa.insert_job, each with one thing more than the one before it.
create schema awa_steps;

create table awa_steps.bare (
  id bigint generated always as identity primary key,
  kind text,
  args jsonb,
  queue text,
  priority smallint default 2,
  max_attempts smallint default 25,
  attempt smallint default 1,
  run_at timestamptz default now(),
  created_at timestamptz default now()
);

-- The bare INSERT in a function.
create function awa_steps.in_a_function(kind text, args jsonb, queue text)
returns table (id bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
  insert into awa_steps.bare as b (kind, args, queue)
  values (in_a_function.kind, in_a_function.args, in_a_function.queue)
  returning b.id into id;
  return next;
end
$$;

-- With the rights of its owner, and settings of its own.
create function awa_steps.as_definer(kind text, args jsonb, queue text)
returns table (id bigint)
rows 1
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  insert into awa_steps.bare as b (kind, args, queue)
  values (as_definer.kind, as_definer.args, as_definer.queue)
  returning b.id into id;
  return next;
end
$$;

-- Into a table as wide as the ledger's, with its two indexes.
create table awa_steps.wide (like awa_store.ready including defaults);
create index on awa_steps.wide (lane, xid, seq);
create index on awa_steps.wide (job_id);

create function awa_steps.as_wide(kind text, args jsonb, queue text)
returns table (id bigint)
rows 1
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  insert into awa_steps.wide as w (
    seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args)
  select n.id, n.id, 17, now(), now(), 0, 1, 25, as_wide.queue, as_wide.kind, as_wide.args
  from (select nextval('awa_store.entry_seq') as id) n
  returning w.job_id into id;
  return next;
end
$$;

-- Into a partitioned table, with two further indexes that have no entry for it.
create table awa_steps.ready (like awa_store.ready including defaults including indexes) partition by list (segment);
create table awa_steps.ready_0 partition of awa_steps.ready for values in (0);
create table awa_steps.ready_1 partition of awa_steps.ready for values in (1);
create table awa_steps.ready_2 partition of awa_steps.ready for values in (2);
create table awa_steps.ready_3 partition of awa_steps.ready for values in (3);

create function awa_steps.partitioned(kind text, args jsonb, queue text)
returns table (id bigint)
rows 1
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  insert into awa_steps.ready as r (
    seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args)
  select n.id, n.id, 17, now(), now(), 0, 1, 25, partitioned.queue, partitioned.kind, partitioned.args
  from (select nextval('awa_store.entry_seq') as id) n
  returning r.job_id into id;
  return next;
end
$$;

-- With the ring's current segment, the lane, defaults for nulls, and checks of all arguments. insert_job has the look for
-- sleepers and the answer's other columns more.
create function awa_steps.checked(
  kind text,
  args jsonb,
  queue text,
  priority int default 2,
  max_attempts int default 25,
  ordering_key text default null,
  tags text[] default '{}',
  metadata jsonb default '{}'
)
returns table (id bigint)
rows 1
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  insert into awa_steps.ready as r (
    seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key, tags, metadata)
  select
    n.id, n.id, awa_store.lane(n.queue, n.partition, n.priority), n.now, n.now, n.segment, 1, n.max_attempts, n.queue,
    checked.kind, n.args, checked.ordering_key, nullif(n.tags, '{}'), nullif(n.metadata, '{}')
  from (
    select
      nextval('awa_store.entry_seq') as id, awa_store.clock() as now, g.current_segment as segment,
      coalesce(checked.queue, 'default') as queue, coalesce(checked.priority, 2) as priority,
      coalesce(checked.max_attempts, 25) as max_attempts, coalesce(checked.args, '{}') as args,
      coalesce(checked.tags, '{}') as tags, coalesce(checked.metadata, '{}') as metadata, 0 as partition
    from awa_store.ring g
    where coalesce(checked.queue, 'default') <> all (g.configured)
  ) n
  where awa_store.surely_sound(
    checked.kind, n.args, n.queue, n.priority, n.max_attempts, checked.ordering_key, n.tags, n.metadata)
  returning r.job_id into id;
  return next;
end
$$;
