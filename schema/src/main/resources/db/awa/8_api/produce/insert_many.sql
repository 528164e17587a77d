-- Enqueues many jobs of one kind into one queue, the fastest way: one job per element of args; ordering_keys, where
-- given, has one key or null for each. The other arguments hold for all of them, as in insert_job; unique keys are for
-- insert_jobs. Returns the ids in the order of args. All or nothing; an empty array is fine.
-- Errors: AW001 invalid argument, AW002 unknown option, AW003 too large, with the position in the message, counted from
-- 1; AW009 the queue is full and refuses.
-- Locks: none that another enqueue or a claim waits for.
-- Wakes sleeping workers of the queue at commit.
-- Roles: producer, worker, operator.
create or replace function awa.insert_many(
  kind text,
  args jsonb[],
  queue text default 'default',
  priority int default 2,
  run_at timestamptz default null,
  max_attempts int default 25,
  ordering_keys text[] default null,
  tags text[] default '{}',
  metadata jsonb default '{}',
  opts jsonb default '{}'
)
returns table (id bigint, queue_full boolean)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_queue text := coalesce(insert_many.queue, 'default');
  v_priority int := coalesce(insert_many.priority, 2);
  v_max_attempts int := coalesce(insert_many.max_attempts, 25);
  v_metadata jsonb := coalesce(nullif(insert_many.metadata, 'null'), '{}');
  v_run_at timestamptz := coalesce(insert_many.run_at, v_now);
  v_tags text[] := insert_many.tags;
  v_options jsonb;
  v_is_full boolean := false;
  v_fault text;
  v_message text;
  v_hint text;
  v_place bigint;
  v_args jsonb;
  v_ordering_key text;
  v_partitions int;
begin
  if insert_many.args is null or array_ndims(insert_many.args) > 1 then
    raise exception using
      errcode = 'AW001',
      message = format(
        'args must be a list of JSON values, not %s',
        coalesce(array_ndims(insert_many.args)::text || ' dimensions of them', 'null')),
      hint = 'One job per element of args.';
  end if;
  if cardinality(insert_many.ordering_keys) <> cardinality(insert_many.args) then
    raise exception using
      errcode = 'AW001',
      message = format(
        'ordering_keys has %s elements, but args has %s', cardinality(insert_many.ordering_keys),
        cardinality(insert_many.args)),
      hint = 'One key, or null, per element of args.';
  end if;
  begin
    v_options := awa_store.job_options(insert_many.opts);
    v_fault := awa_store.job_fault(
      insert_many.kind, '{}', v_queue, v_priority, v_run_at, v_max_attempts, null, v_tags, v_metadata);
    if v_fault is not null then
      perform awa_store.raise_job_fault(
        v_fault, insert_many.kind, '{}', v_queue, v_priority, v_run_at, v_max_attempts, null, v_tags, v_metadata);
    end if;
  exception when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' then
    -- Without the context of what lies below.
    get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
    raise exception using errcode = sqlstate, message = v_message, hint = v_hint;
  end;
  if (case jsonb_typeof(opts) when 'object' then opts - awa_store.option_names('many_options') <> '{}' end) then
    raise exception using
      errcode = 'AW002',
      message = 'insert_many takes neither parents nor traceparent nor validate',
      hint = 'Use insert_jobs.';
  end if;
  if opts ? 'notify' then
    perform awa_store.heed_notify(opts);
  end if;
  select
    case when v_queue = any (g.configured) then (select q.partitions from awa_store.queue q where q.name = v_queue) end
  into v_partitions
  from awa_store.ring g;
  -- A queue with partitions may have limits, too.
  select e.n, e.args, e.ordering_key into v_place, v_args, v_ordering_key
  from unnest(insert_many.args, insert_many.ordering_keys) with ordinality e (args, ordering_key, n)
  where e.ordering_key = '' or octet_length(e.ordering_key) > 500 or awa_store.json_bytes(e.args, 1048576) > 1048576
    or jsonb_typeof(e.args) = 'string' and awa_store.is_json_text(e.args)
    or v_partitions is not null and not awa_store.within_limits(v_queue, e.args, e.ordering_key, v_tags, v_metadata)
  limit 1;
  if found then
    v_fault := awa_store.job_fault(
      insert_many.kind, v_args, v_queue, v_priority, v_run_at, v_max_attempts,
      v_ordering_key, v_tags, v_metadata);
    begin
      if v_fault is not null then
        perform awa_store.raise_job_fault(
          v_fault, insert_many.kind, v_args, v_queue, v_priority, v_run_at, v_max_attempts,
          v_ordering_key, v_tags, v_metadata);
      end if;
      perform awa_store.check_limits(
        v_queue, v_args, v_ordering_key, v_tags, v_metadata);
    exception when sqlstate 'AW001' or sqlstate 'AW003' then
      raise exception using
        errcode = sqlstate, message = format('job %s: %s', v_place, sqlerrm), hint = 'Nothing was inserted.';
    end;
  end if;
  if v_partitions is not null and insert_many.args <> '{}' then
    v_is_full := awa_store.check_room(v_queue);
  end if;

  return query
  select i, v_is_full
  from awa_store.insert_alike(
    insert_many.kind, insert_many.args, v_queue, v_priority, v_run_at, v_now, v_max_attempts,
    insert_many.ordering_keys, v_tags, v_metadata, v_options, coalesce(v_partitions, 1)) i;
  if found then
    perform awa_store.wake(v_queue);
  end if;
end
$$;

call awa_store.plan('awa.insert_many', 'fixed');
call awa_store.publish('awa.insert_many', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_many is
  'Enqueues many jobs of one kind into one queue, given as an array of args, the fastest way.';
