-- insert_job for whatever is not plain: with a unique key, a time to come, options, a queue with partitions, or a
-- fault.
-- new_id: the id for the job if it is new. check_only: only says what is wrong with the arguments, or else the id, the
-- key and the time. Returns one row. fault: the code, message and hint of an error of insert_job, which the caller
-- raises, so that it is not buried in the context of what lies below.
-- Locks: see insert_one_by_one.
create or replace function awa_store.insert_any(
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  unique_by jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  opts jsonb,
  new_id bigint default null,
  check_only boolean default false
)
returns table (
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean,
  fault text[]
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_args jsonb := coalesce(args, '{}');
  v_priority int := coalesce(priority, 2);
  v_max_attempts int := coalesce(max_attempts, 25);
  v_metadata jsonb := coalesce(nullif(metadata, 'null'), '{}');
  v_options jsonb;
  v_fault text;
  v_message text;
  v_hint text;
  v_key record;
  v_holder record;
  v_room record;
  v_parents record;
  v_needs int;
begin
  queue_name := coalesce(queue, 'default');
  due_at := coalesce(run_at, v_now);
  -- What only looks at the arguments: it writes nothing, so the subtransaction costs no number.
  begin
    v_options := awa_store.job_options(opts);
    if opts ? 'notify' then
      perform awa_store.heed_notify(opts);
    end if;
    v_fault := awa_store.job_fault(
      kind, v_args, queue_name, v_priority, due_at, v_max_attempts, ordering_key, tags, v_metadata);
    if v_fault is not null then
      perform awa_store.raise_job_fault(
        v_fault, kind, v_args, queue_name, v_priority, due_at, v_max_attempts, ordering_key, tags, v_metadata);
    end if;
    if opts ->> 'traceparent' is not null then
      v_metadata := v_metadata || awa_store.trace(opts -> 'traceparent');
      perform awa_store.check_bytes('metadata', v_metadata, 65536, 'Put data for the handler into args.');
    end if;
    perform awa_store.check_limits(
      queue_name, v_args, ordering_key, tags, v_metadata,
      case when jsonb_typeof(unique_by -> 'key') = 'string' then unique_by ->> 'key' end);
    if awa_store.option_boolean(opts, 'validate') then
      perform awa_store.check_args(kind, v_args);
    end if;
    if unique_by is not null and unique_by <> 'null' then
      select * into v_key from awa_store.key_parts(unique_by, kind, queue_name, args, due_at);
      unique_key := v_key.unique_key;
    end if;
  exception when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW010' or sqlstate 'AW011' then
    get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
    fault := array[sqlstate, v_message, v_hint];
  end;
  if fault is not null then
    return next;
    return;
  end if;
  id := coalesce(new_id, nextval('awa_store.entry_seq'));

  if unique_key is not null then
    if v_key.on_conflict in ('replace', 'keep_earliest') and opts ->> 'parents' is not null then
      fault := array[
        'AW001',
        format('parents %s do not go with on_conflict %s', awa_store.excerpt(opts -> 'parents'), v_key.on_conflict),
        'A job that is replaced goes on to wait for the parents that it has.'];
      return next;
      return;
    end if;
    while not check_only loop
      select h.* into v_holder from awa_store.hold_key(unique_key, id, v_key.states, v_key.window_end) h;
      exit when not found;
      if v_key.on_conflict = 'raise' then
        fault := array[
          'AW004', format('job %s holds the unique key %s', v_holder.job_id, encode(unique_key, 'hex')),
          'Use on_conflict = existing to get that job instead of an error.'];
        return next;
        return;
      end if;
      if v_key.on_conflict <> 'existing' then
        return query
        select r.id, r.outcome, r.state, r.queue_name, r.partition, r.due_at, unique_key, false, r.fault
        from awa_store.replace_waiting(
          v_holder.job_id, due_at, v_key.on_conflict = 'keep_earliest', v_priority, v_max_attempts, queue_name, kind,
          v_args, ordering_key, tags, v_metadata, v_options) r;
        if found then
          return;
        end if;
        -- The holder's history may be gone before the window of its key ends.
        continue when v_holder.state is not null;
      end if;
      return query
      select
        v_holder.job_id, 'existing', coalesce(v_holder.state, v_holder.ended_state), v_holder.queue,
        v_holder.partition, v_holder.due_at, unique_key, false, null::text[];
      return;
    end loop;
  end if;
  if check_only then
    return next;
    return;
  end if;

  v_room := awa_store.room_of(queue_name);
  queue_full := v_room.says_full;
  fault := v_room.fault;
  state := case when due_at <= v_now then 'available' else 'scheduled' end;
  if fault is null and opts ->> 'parents' is not null then
    v_parents := awa_store.add_parents(
      id, opts -> 'parents', awa_store.option_count(opts, 'parents_needed', 100),
      v_now + awa_store.option_interval(opts, 'parents_timeout', '100 years'));
    fault := v_parents.fault;
    if v_parents.waits then
      state := 'pending';
      v_needs := v_parents.needs;
    end if;
  end if;
  if fault is not null then
    return next;
    return;
  end if;
  partition := awa_store.enter(
    state, id, id, due_at, v_now, v_priority, 1, v_max_attempts, queue_name, kind, v_args, ordering_key, unique_key,
    nullif(tags, '{}'), nullif(v_metadata, '{}'), v_options, null, null,
    needs => v_needs);
  outcome := 'inserted';
  return next;
end
$$;

call awa_store.publish('awa_store.insert_any');
