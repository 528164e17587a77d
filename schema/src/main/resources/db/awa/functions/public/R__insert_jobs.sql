-- Enqueues many jobs in one statement: a JSON array of objects with the argument names of insert_job, all of whose rules
-- hold for each. All or nothing; an empty array is fine.
-- Returns one row per job in the order of the array; ordinal counts from 1. Of equal unique keys in one array the first
-- is inserted and the others meet it.
-- Errors: AW001, AW002, AW003, AW004, AW008 as insert_job; the message names the position, counted from 1.
-- Locks: none that another enqueue or a claim waits for, except on an equal unique key.
-- Wakes sleeping workers of the queues at commit.
-- Roles: producer, worker, operator.
create or replace function awa.insert_jobs(
  jobs jsonb,
  opts jsonb default '{}'
)
returns table (
  ordinal int,
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_fields text[] := awa_store.job_fields();
  v_slot smallint;
  v_partitioned text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if jobs is null or jsonb_typeof(jobs) <> 'array' then
    raise exception using
      errcode = 'AW001',
      message = format('jobs must be a JSON array of objects, not %s', coalesce(left(jobs::text, 100), 'null')),
      hint = 'As in [{"kind": "send_email", "args": {"to": "a@example.com"}}].';
  end if;

  select g.current_slot, g.partitioned into v_slot, v_partitioned from awa_store.ring g;
  -- One statement for sound jobs without unique keys and options, which gives no row at all if the array holds anything else.
  return query
  with given as materialized (
    select
      j.*,
      case
        when j.is_plain and j.priority is not null and j.run_at is not null and j.max_attempts is not null then
          awa_store.job_fault(
            j.kind, j.args, j.queue, j.priority, j.run_at, j.max_attempts, j.ordering_key, j.tags, j.metadata) is null
          and case when j.opts is null then true else awa_store.job_options_sound(j.opts) end
        else false
      end as is_sound,
      case
        when j.queue <> all (v_partitioned) then 0
        else coalesce(
          (select awa_store.route(j.ordering_key, j.id, q.partitions) from awa_store.queue q where q.name = j.queue), 0)
      end as partition
    from (
      select
        nextval('awa_store.entry_seq') as id,
        e.n::int as ordinal,
        e.job ->> 'kind' as kind,
        coalesce(nullif(e.job -> 'args', 'null'), '{}') as args,
        coalesce(e.job ->> 'queue', 'default') as queue,
        case
          when e.job ->> 'priority' is null then 2
          when awa_store.is_integer(e.job -> 'priority') then (e.job -> 'priority')::int
        end as priority,
        case when e.job ->> 'run_at' is null then v_now else awa_store.time_or_null(e.job -> 'run_at') end as run_at,
        case
          when e.job ->> 'max_attempts' is null then 25
          when awa_store.is_integer(e.job -> 'max_attempts') then (e.job -> 'max_attempts')::int
        end as max_attempts,
        e.job ->> 'ordering_key' as ordering_key,
        case
          when jsonb_typeof(e.job -> 'tags') = 'array' then array(select jsonb_array_elements_text(e.job -> 'tags'))
        end as tags,
        coalesce(nullif(e.job -> 'metadata', 'null'), '{}') as metadata,
        nullif(nullif(e.job -> 'opts', 'null'), '{}') as opts,
        case
          when jsonb_typeof(e.job) = 'object' then e.job - v_fields = '{}' and e.job ->> 'unique_by' is null
            and coalesce(jsonb_typeof(e.job -> 'tags'), 'null') in ('array', 'null')
          else false
        end as is_plain
      from jsonb_array_elements(jobs) with ordinality e (job, n)
      offset 0
    ) j
  ),
  entered as (
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, tags, metadata,
      timeout, backoff)
    select
      g.id, g.id, awa_store.lane(g.queue, g.partition, g.priority), g.run_at, v_now, v_slot, 1, g.max_attempts, g.queue,
      g.kind, g.args, g.ordering_key, nullif(g.tags, '{}'), nullif(g.metadata, '{}'),
      case when g.opts is not null then (g.opts ->> 'timeout')::interval end,
      case when g.opts is not null then nullif(g.opts -> 'backoff', 'null') end
    from given g
    where g.run_at <= v_now and (select bool_and(is_sound) from given)
  ),
  deferred as (
    insert into awa_store.deferred (
      job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      tags, metadata, timeout, backoff)
    select
      g.id, g.run_at, v_now, g.partition, g.priority, 1, g.max_attempts, 'scheduled', g.queue, g.kind, g.args,
      g.ordering_key, nullif(g.tags, '{}'), nullif(g.metadata, '{}'), (g.opts ->> 'timeout')::interval,
      nullif(g.opts -> 'backoff', 'null')
    from given g
    where g.run_at > v_now and (select bool_and(is_sound) from given)
  )
  select
    g.ordinal, g.id, 'inserted', case when g.run_at <= v_now then 'available' else 'scheduled' end, g.queue, g.partition,
    g.run_at, null::bytea
  from given g
  where (select bool_and(is_sound) from given);
  if not found then
    return query select * from awa_store.insert_one_by_one(jobs);
    return;
  end if;

  perform awa_store.wake(q.name)
  from (select distinct coalesce(e ->> 'queue', 'default') as name from jsonb_array_elements(jobs) e) q;
end
$$;

call awa_store.publish('awa.insert_jobs', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_jobs is 'Enqueues many jobs, given as a JSON array, in one statement.';
