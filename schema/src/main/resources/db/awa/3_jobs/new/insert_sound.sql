-- Enters sound jobs without unique keys, given as for insert_jobs, in one statement; no row and nothing entered if one
-- of them is anything else.
create or replace function awa_store.insert_sound(jobs jsonb)
returns table (
  ordinal int,
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_slot smallint;
  v_configured text[];
begin
  select g.current_slot, g.configured into v_slot, v_configured from awa_store.ring g;
  -- One statement for sound jobs without unique keys and options, which gives no row at all if the array holds anything
  -- else.
  return query
  with given as materialized (
    select
      j.*,
      case
        when j.queue <> all (v_configured) or not j.is_sound then 0
        else coalesce(
          (select awa_store.route(j.ordering_key, j.id, q.partitions) from awa_store.queue q where q.name = j.queue), 0)
      end as partition
    from (
      select nextval('awa_store.entry_seq') as id, r.*
      from awa_store.read_jobs(insert_sound.jobs, v_now, v_configured) r
      offset 0
    ) j
  ),
  -- Once for all jobs of a lane: hashing costs.
  lanes as materialized (
    select d.queue, d.partition, d.priority, awa_store.lane(d.queue, d.partition, d.priority) as lane
    from (select distinct given.queue, given.partition, given.priority from given) d
  ),
  entered as (
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, tags,
      metadata, options)
    select
      g.id, g.id, l.lane, g.run_at, v_now, v_slot, 1, g.max_attempts, g.queue,
      g.kind, g.args, g.ordering_key, nullif(g.tags, '{}'), nullif(g.metadata, '{}'),
      case when g.opts is not null then awa_store.job_options(g.opts) end
    from given g
    join lanes l on l.queue = g.queue and l.partition = g.partition and l.priority = g.priority
    where g.run_at <= v_now and (select bool_and(is_sound and unique_by is null) from given)
  ),
  deferred as (
    insert into awa_store.deferred (
      job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      tags, metadata, options)
    select
      g.id, g.run_at, v_now, g.partition, g.priority, 1, g.max_attempts, 'scheduled', g.queue, g.kind, g.args,
      g.ordering_key, nullif(g.tags, '{}'), nullif(g.metadata, '{}'),
      awa_store.job_options(g.opts)
    from given g
    where g.run_at > v_now and (select bool_and(is_sound and unique_by is null) from given)
  )
  select
    g.ordinal, g.id, 'inserted', case when g.run_at <= v_now then 'available' else 'scheduled' end, g.queue,
    g.partition, g.run_at, null::bytea,
    case
      when g.queue <> all (v_configured) then false
      else (select q.is_full and q.on_full = 'signal' from awa_store.queue q where q.name = g.queue)
    end
  from given g
  where (select bool_and(is_sound and unique_by is null) from given);
end
$$;

call awa_store.plan('awa_store.insert_sound', 'fixed');
call awa_store.publish('awa_store.insert_sound');
