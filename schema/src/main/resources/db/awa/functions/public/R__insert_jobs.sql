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
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_fields text[] := awa_store.job_fields();
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

  -- One statement for sound jobs without unique keys, which gives no row at all if the array holds anything else.
  return query
  with given as materialized (
    select
      e.n::int as ordinal,
      j.kind,
      coalesce(j.args, '{}') as args,
      coalesce(j.queue, 'default') as queue,
      case when j.priority is null then 2 when awa_store.is_integer(j.priority) then j.priority::int end as priority,
      case when j.run_at is null then v_now else awa_store.time_or_null(j.run_at) end as run_at,
      case
        when j.max_attempts is null then 25
        when awa_store.is_integer(j.max_attempts) then j.max_attempts::int
      end as max_attempts,
      j.ordering_key,
      case when jsonb_typeof(j.tags) = 'array' then array(select jsonb_array_elements_text(j.tags)) end as tags,
      coalesce(j.metadata, '{}') as metadata,
      nullif(j.opts, '{}') as opts,
      jsonb_typeof(e.job) = 'object' and e.job - v_fields = '{}' and jsonb_typeof(j.tags) is not distinct from
        case when j.tags is not null then 'array' end and j.unique_by is null as is_plain
    from jsonb_array_elements(jobs) with ordinality e (job, n)
    cross join lateral jsonb_to_record(case when jsonb_typeof(e.job) = 'object' then e.job else '{}' end) j (
      kind text, args jsonb, queue text, priority jsonb, run_at jsonb, max_attempts jsonb, unique_by jsonb,
      ordering_key text, tags jsonb, metadata jsonb, opts jsonb)
  ),
  checked as materialized (
    select
      g.*,
      nextval('awa_store.entry_seq') as id,
      g.run_at <= v_now as is_due,
      g.is_plain and g.priority is not null and g.run_at is not null and g.max_attempts is not null
        and awa_store.job_fault(
          g.kind, g.args, g.queue, g.priority, g.run_at, g.max_attempts, g.ordering_key, g.tags, g.metadata) is null
        and case when g.opts is null then true else awa_store.job_options_sound(g.opts) end as is_sound
    from given g
  ),
  routed as materialized (
    select
      c.*,
      r.current_slot,
      case when q.partitions > 1 then awa_store.route(c.ordering_key, c.id, q.partitions) else 0 end as partition
    from checked c
    cross join awa_store.ring r
    left join awa_store.queue q on q.name = c.queue
    where (select bool_and(is_sound) from checked)
  ),
  entered as (
    insert into awa_store.ready (
      seq, job_id, run_at, created_at, slot, partition, priority, attempt, max_attempts, queue, kind, args,
      ordering_key, tags, metadata, timeout, backoff)
    select
      r.id, r.id, r.run_at, v_now, r.current_slot, r.partition, r.priority, 1, r.max_attempts, r.queue, r.kind, r.args,
      r.ordering_key, nullif(r.tags, '{}'), nullif(r.metadata, '{}'), (r.opts ->> 'timeout')::interval,
      nullif(r.opts -> 'backoff', 'null')
    from routed r
    where r.is_due
  ),
  deferred as (
    insert into awa_store.deferred (
      job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      tags, metadata, timeout, backoff)
    select
      r.id, r.run_at, v_now, r.partition, r.priority, 1, r.max_attempts, 'scheduled', r.queue, r.kind, r.args,
      r.ordering_key, nullif(r.tags, '{}'), nullif(r.metadata, '{}'), (r.opts ->> 'timeout')::interval,
      nullif(r.opts -> 'backoff', 'null')
    from routed r
    where not r.is_due
  )
  select
    r.ordinal, r.id, 'inserted', case when r.is_due then 'available' else 'scheduled' end, r.queue, r.partition, r.run_at,
    null::bytea
  from routed r
  order by r.ordinal;
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
