-- Makes or changes the configuration of a queue: partitions (1 to 1024), paused, aging (how long a job waits until it
-- counts as one step more urgent; 0: for ever), keep_completed, keep_failed, keep_cancelled (how long ended jobs are
-- kept), max_waiting (how many available jobs it should hold) and on_full (off, signal or refuse), max_args_bytes,
-- max_metadata_bytes, max_tags_bytes, max_key_bytes, limits (names of put_limit that its claims are under). A key that
-- is left out stays as it is, and null brings its default back. A queue needs none of it: without, it has one partition
-- and the defaults. create: true lets it be one that is not known yet. Returns one row, the configuration after it, as
-- get_queue answers it.
-- Errors: AW001 bad value, AW002 unknown key, AW003 name too long, AW010 the queue has neither a
-- configuration nor jobs nor a worker, or there is no such limit, AW013 enqueues learn of it by a trigger.
-- Locks: the rows of the limits; the queue's row. Wakes sleeping workers of the queue when it is no longer paused.
-- Roles: operator.
create or replace function awa.configure_queue(
  queue text,
  settings jsonb default '{}'
)
returns table (
  queue_name text,
  partitions int,
  paused boolean,
  aging float8,
  keep_completed float8,
  keep_failed float8,
  keep_cancelled float8,
  max_waiting bigint,
  on_full text,
  max_args_bytes int,
  max_metadata_bytes int,
  max_tags_bytes int,
  max_key_bytes int,
  limits text[],
  is_configured boolean
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_settings jsonb := coalesce(configure_queue.settings, '{}');
  v_partitions int;
  v_paused boolean;
  v_aging interval;
  v_keep_completed interval;
  v_keep_failed interval;
  v_keep_cancelled interval;
  v_max_waiting bigint;
  v_on_full text;
  v_max_args_bytes int;
  v_max_metadata_bytes int;
  v_max_tags_bytes int;
  v_max_key_bytes int;
  v_limits int[];
  v_had_limits int[];
  v_was_paused boolean;
  v_is_known boolean;
  v_fault text[];
begin
  perform awa_store.check_queues(array[configure_queue.queue]);
  perform awa_store.check_settings(v_settings, variadic awa_store.option_names('queue_settings'));
  v_partitions := coalesce(awa_store.option_integer(v_settings, 'partitions', 1, 1024), 1);
  v_paused := awa_store.option_boolean(v_settings, 'paused');
  v_aging := nullif(coalesce(awa_store.option_interval(v_settings, 'aging', '100 years', takes_zero => true),
    interval '60 s'), interval '0');
  v_keep_completed := awa_store.option_interval(v_settings, 'keep_completed', '100 years');
  v_keep_failed := awa_store.option_interval(v_settings, 'keep_failed', '100 years');
  v_keep_cancelled := awa_store.option_interval(v_settings, 'keep_cancelled', '100 years');
  v_max_waiting := awa_store.option_integer(v_settings, 'max_waiting', 1, 1000000000000);
  v_max_args_bytes := awa_store.option_integer(v_settings, 'max_args_bytes', 1, 1048576);
  v_max_metadata_bytes := awa_store.option_integer(v_settings, 'max_metadata_bytes', 1, 65536);
  v_max_tags_bytes := awa_store.option_integer(v_settings, 'max_tags_bytes', 1, 4096);
  v_max_key_bytes := awa_store.option_integer(v_settings, 'max_key_bytes', 1, 500);
  if nullif(v_settings -> 'on_full', 'null') not in ('"off"', '"signal"', '"refuse"') then
    raise exception using
      errcode = 'AW001',
      message = format('on_full must be off, signal or refuse, not %s', awa_store.excerpt(v_settings -> 'on_full')),
      hint = 'Leave it out to keep it; null is off.';
  end if;
  v_on_full := coalesce(v_settings ->> 'on_full', 'off');
  v_limits := awa_store.option_limits(v_settings);
  v_fault := awa_store.triggers_fault(format('the configuration of queue %s', configure_queue.queue));
  if v_fault is not null then
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
  end if;
  v_is_known := awa_store.option_boolean(v_settings, 'create') or awa_store.knows_queue(configure_queue.queue);
  insert into awa_store.queue (name) values (configure_queue.queue) on conflict do nothing;
  select q.paused, q.limits into strict v_was_paused, v_had_limits
  from awa_store.queue q where q.name = configure_queue.queue for update;
  update awa_store.queue q
  set partitions = case when v_settings ? 'partitions' then v_partitions else q.partitions end,
    partitions_ever = case
      when v_settings ? 'partitions' then greatest(q.partitions_ever, v_partitions) else q.partitions_ever
    end,
    shrunk_at = case
      when v_settings ? 'partitions' and v_partitions < q.partitions then awa_store.clock() else q.shrunk_at
    end,
    probe_mark = null,
    paused = case when v_settings ? 'paused' then v_paused else q.paused end,
    aging = case when v_settings ? 'aging' then v_aging else q.aging end,
    keep_completed = case when v_settings ? 'keep_completed' then v_keep_completed else q.keep_completed end,
    keep_failed = case when v_settings ? 'keep_failed' then v_keep_failed else q.keep_failed end,
    keep_cancelled = case when v_settings ? 'keep_cancelled' then v_keep_cancelled else q.keep_cancelled end,
    max_waiting = case when v_settings ? 'max_waiting' then v_max_waiting else q.max_waiting end,
    on_full = case when v_settings ? 'on_full' then v_on_full else q.on_full end,
    -- tick looks again.
    is_full = q.is_full and not v_settings ? 'max_waiting'
      and case when v_settings ? 'on_full' then v_on_full else q.on_full end <> 'off',
    max_args_bytes = case when v_settings ? 'max_args_bytes' then v_max_args_bytes else q.max_args_bytes end,
    max_metadata_bytes = case
      when v_settings ? 'max_metadata_bytes' then v_max_metadata_bytes else q.max_metadata_bytes
    end,
    max_tags_bytes = case when v_settings ? 'max_tags_bytes' then v_max_tags_bytes else q.max_tags_bytes end,
    max_key_bytes = case when v_settings ? 'max_key_bytes' then v_max_key_bytes else q.max_key_bytes end,
    limits = coalesce(v_limits, q.limits)
  where q.name = configure_queue.queue;
  -- Only now, since a wrong value is wrong for any queue.
  if not v_is_known then
    raise exception using
      errcode = 'AW010',
      message = format(
        'queue %s is not known: it has neither a configuration nor jobs nor a worker', configure_queue.queue),
      hint = 'Check the spelling, or pass "create": true in settings to create it.';
  end if;
  if v_limits is not null then
    perform awa_store.attach_limits('queue', configure_queue.queue, v_had_limits, v_limits);
  end if;
  if v_settings ? 'keep_completed' then
    -- What is just being copied out of the ring for longer retention, from its beginning again.
    update awa_store.segment t set archive_queue = null, archive_at = null where t.archive_queue is not null;
  end if;
  return query select * from awa.get_queue(configure_queue.queue);
  if v_was_paused and v_settings ? 'paused' and not v_paused then
    perform awa_store.wake(configure_queue.queue);
  end if;
end
$$;

call awa_store.publish('awa.configure_queue', 'awa_operator');
comment on function awa.configure_queue is
  'Makes or changes the configuration of a queue: partitions, pause, aging, retention.';
