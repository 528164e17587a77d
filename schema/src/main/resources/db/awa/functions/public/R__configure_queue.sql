-- Makes or changes the configuration of a queue: partitions (1 to 1024), paused, aging (how long a job waits until it counts as
-- one step more urgent), keep_completed, keep_failed, keep_cancelled (how long ended jobs are kept; null: as awa.configure
-- says), max_waiting (how many available jobs it should hold; null: any number) and on_full (off, signal or refuse),
-- max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes (null: the limits of all queues). A key that is left out
-- stays as it is. A queue needs none of it: without, it has one partition and the defaults. create: true lets it be one that is not
-- known yet.
-- Returns one row, the configuration after it, times in seconds.
-- Errors: AW001 bad value, AW002 unknown key, AW003 name too long, AW010 the queue has neither a
-- configuration nor jobs nor a worker, AW013 enqueues learn of it by a trigger.
-- Locks: the queue's row. Wakes sleeping workers of the queue when it is no longer paused.
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
  max_key_bytes int
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
  v_was_paused boolean;
  v_is_known boolean;
begin
  perform awa_store.check_queues(array[configure_queue.queue]);
  perform awa_store.check_settings(v_settings, variadic awa_store.option_names('queue_settings'));
  v_partitions := awa_store.option_integer(v_settings, 'partitions', 1, 1024);
  if nullif(v_settings -> 'on_full', 'null') not in ('"off"', '"signal"', '"refuse"') then
    raise exception using
      errcode = 'AW001',
      message = format('on_full must be off, signal or refuse, not %s', awa_store.excerpt(v_settings -> 'on_full')),
      hint = 'Leave it out to keep it.';
  end if;
  perform awa_store.require_triggers(format('the configuration of queue %s', configure_queue.queue));
  v_is_known := awa_store.option_boolean(v_settings, 'create') or awa_store.knows_queue(configure_queue.queue);
  insert into awa_store.queue (name) values (configure_queue.queue) on conflict do nothing;
  select q.paused into strict v_was_paused from awa_store.queue q where q.name = configure_queue.queue for update;
  update awa_store.queue q
  set partitions = coalesce(v_partitions, q.partitions),
    partitions_ever = greatest(q.partitions_ever, v_partitions),
    shrunk_at = case when v_partitions < q.partitions then awa_store.clock() else q.shrunk_at end,
    probe_mark = null,
    paused = awa_store.option_boolean(v_settings, 'paused', q.paused),
    aging = coalesce(awa_store.option_interval(v_settings, 'aging', '100 years'), q.aging),
    keep_completed = case
      when v_settings ? 'keep_completed' then awa_store.option_interval(v_settings, 'keep_completed', '100 years')
      else q.keep_completed
    end,
    keep_failed = case
      when v_settings ? 'keep_failed' then awa_store.option_interval(v_settings, 'keep_failed', '100 years') else q.keep_failed
    end,
    keep_cancelled = case
      when v_settings ? 'keep_cancelled' then awa_store.option_interval(v_settings, 'keep_cancelled', '100 years')
      else q.keep_cancelled
    end,
    max_waiting = case
      when v_settings ? 'max_waiting' then awa_store.option_integer(v_settings, 'max_waiting', 1, 1000000000000)
      else q.max_waiting
    end,
    on_full = coalesce(v_settings ->> 'on_full', q.on_full),
    -- tick looks again.
    is_full = q.is_full and coalesce(v_settings ->> 'on_full', q.on_full) <> 'off' and not v_settings ? 'max_waiting',
    max_args_bytes = case
      when v_settings ? 'max_args_bytes' then awa_store.option_integer(v_settings, 'max_args_bytes', 1, 1048576)
      else q.max_args_bytes
    end,
    max_metadata_bytes = case
      when v_settings ? 'max_metadata_bytes' then awa_store.option_integer(v_settings, 'max_metadata_bytes', 1, 65536)
      else q.max_metadata_bytes
    end,
    max_tags_bytes = case
      when v_settings ? 'max_tags_bytes' then awa_store.option_integer(v_settings, 'max_tags_bytes', 1, 4096)
      else q.max_tags_bytes
    end,
    max_key_bytes = case
      when v_settings ? 'max_key_bytes' then awa_store.option_integer(v_settings, 'max_key_bytes', 1, 500)
      else q.max_key_bytes
    end
  where q.name = configure_queue.queue
  returning
    q.name, q.partitions, q.paused, extract(epoch from q.aging), extract(epoch from q.keep_completed),
    extract(epoch from q.keep_failed), extract(epoch from q.keep_cancelled), q.max_waiting, q.on_full,
    q.max_args_bytes, q.max_metadata_bytes, q.max_tags_bytes, q.max_key_bytes
  into
    queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes,
    max_metadata_bytes, max_tags_bytes, max_key_bytes;
  -- Only now, since a wrong value is wrong for any queue.
  if not v_is_known then
    raise exception using
      errcode = 'AW010',
      message = format('queue %s is not known: it has neither a configuration nor jobs nor a worker', configure_queue.queue),
      hint = 'Mind the spelling. With "create": true in settings it is made.';
  end if;
  if v_settings ? 'keep_completed' then
    -- What is just being copied out of the ring for longer retention, from its beginning again.
    update awa_store.slot t set archive_queue = null, archive_at = null where t.archive_queue is not null;
  end if;
  if v_was_paused and not paused then
    perform awa_store.wake(queue_name);
  end if;
  return next;
end
$$;

call awa_store.publish('awa.configure_queue', 'awa_operator');
comment on function awa.configure_queue is 'Makes or changes the configuration of a queue: partitions, pause, aging, retention.';
