-- Enqueues many jobs in one statement: a JSON array of objects with the argument names of insert_job, all of whose
-- rules hold for each. All or nothing; an empty array is fine. Returns one row per job in the order of the array;
-- ordinal counts from 1. Of equal unique keys in one array the first is inserted and the others meet it.
-- Errors: those of insert_job; the message names the position, counted from 1.
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
  unique_key bytea,
  queue_full boolean
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_segment smallint;
  v_configured text[];
  v_is_done boolean;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('notify_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if jobs is null or jsonb_typeof(jobs) <> 'array' then
    raise exception using
      errcode = 'AW001',
      message = format('jobs must be a JSON array of objects, not %s', coalesce(awa_store.excerpt(jobs), 'null')),
      hint = 'As in [{"kind": "send_email", "args": {"to": "a@example.com"}}].';
  end if;

  if jobs @? '$[*].opts.notify ? (@ == false)' then
    perform awa_store.heed_notify('{"notify": false}');
  end if;

  if jobs @? '$[*].unique_by' then
    begin
      return query select * from awa_store.insert_unique(jobs) u order by u.ordinal;
      v_is_done := found;
    exception
      when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or serialization_failure then
        -- One by one they tell which of them it is, or take their time.
        v_is_done := false;
    end;
  else
    select awa_store.entered(g), g.configured into v_segment, v_configured from awa_store.ring g;
    -- Sound jobs in one statement, which gives no row at all if the array holds anything else.
    return query
    with given as materialized (
      select
        j.*,
        case
          when j.queue <> all (v_configured) or not j.is_sound then 0
          else coalesce(
            (select awa_store.route(j.ordering_key, j.id, q.partitions) from awa_store.queue q where q.name = j.queue),
            0)
        end as partition
      from (
        select nextval('awa_store.entry_seq') as id, r.*
        from awa_store.read_jobs(jobs, v_now, v_configured) r
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
        seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key, tags,
        metadata, options)
      select
        g.id, g.id, l.lane, g.run_at, v_now, v_segment, 1, g.max_attempts, g.queue,
        g.kind, g.args, g.ordering_key, nullif(g.tags, '{}'), nullif(g.metadata, '{}'),
        case when g.opts is not null then awa_store.job_options(g.opts) end
      from given g
      join lanes l on l.queue = g.queue and l.partition = g.partition and l.priority = g.priority
      where g.run_at <= v_now and (select bool_and(is_sound) from given)
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
      where g.run_at > v_now and (select bool_and(is_sound) from given)
    )
    select
      g.ordinal, g.id, 'inserted', case when g.run_at <= v_now then 'available' else 'scheduled' end, g.queue,
      g.partition, g.run_at, null::bytea,
      case
        when g.queue <> all (v_configured) then false
        else (select q.is_full and q.on_full = 'signal' from awa_store.queue q where q.name = g.queue)
      end
    from given g
    where (select bool_and(is_sound) from given);
    v_is_done := found;
  end if;
  if not v_is_done then
    return query select * from awa_store.insert_one_by_one(jobs) j order by j.ordinal;
    return;
  end if;

  perform awa_store.wake(q.name)
  from (select distinct coalesce(e ->> 'queue', 'default') as name from jsonb_array_elements(jobs) e) q;
end
$$;

call awa_store.plan('awa.insert_jobs', 'fixed');
call awa_store.publish('awa.insert_jobs', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_jobs is 'Enqueues many jobs, given as a JSON array, in one statement.';
