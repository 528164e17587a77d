-- What of a job is larger than its queue takes: an error, with the limits of the configuration of the queue.
-- Errors: AW003.
create or replace function awa_store.check_limits(
  queue text,
  args jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  key text default null
)
returns void
language plpgsql
stable
as $$
declare
  v_fault record;
begin
  select l.* into v_fault
  from awa_store.queue q
  cross join lateral (
    values
      (
        'args',
        case when q.max_args_bytes > 0 then awa_store.json_bytes(check_limits.args, q.max_args_bytes) end,
        q.max_args_bytes
      ),
      (
        'metadata',
        case when q.max_metadata_bytes > 0 then awa_store.json_bytes(check_limits.metadata, q.max_metadata_bytes) end,
        q.max_metadata_bytes
      ),
      ('tags', octet_length(array_to_string(check_limits.tags, '')), q.max_tags_bytes),
      ('ordering_key', octet_length(check_limits.ordering_key), q.max_key_bytes),
      ('unique_by.key', octet_length(check_limits.key), q.max_key_bytes)
  ) l (what, bytes, most)
  where q.name = check_limits.queue and l.bytes > l.most
  limit 1;
  if found then
    raise exception using
      errcode = 'AW003',
      message = format(
        '%s takes %s bytes, more than the %s that queue %s takes', v_fault.what, v_fault.bytes, v_fault.most, check_limits.queue),
      hint = 'configure_queue sets the limits of a queue.';
  end if;
end
$$;

-- Whether a queue is full and says so.
-- Errors: AW009 it is full and refuses.
create or replace function awa_store.check_room(queue text)
returns boolean
language plpgsql
stable
as $$
declare
  v_queue awa_store.queue;
begin
  select q.* into v_queue from awa_store.queue q where q.name = check_room.queue and q.is_full;
  if v_queue.on_full = 'refuse' then
    raise exception using
      errcode = 'AW009',
      message = format('queue %s is full: %s jobs or more wait in it', check_room.queue, v_queue.max_waiting),
      hint = 'Try again later; configure_queue sets max_waiting and on_full.';
  end if;
  return coalesce(v_queue.on_full = 'signal', false);
end
$$;

-- Looks how many jobs wait in the queues that have a limit.
create or replace function awa_store.note_full_queues()
returns void
language plpgsql
volatile
as $$
begin
  update awa_store.queue q
  set is_full = not q.is_full
  from (
    select
      l.name,
      coalesce(
        l.on_full <> 'off' and l.max_waiting <= (
          select sum(w.waiting)
          from generate_series(0, l.partitions_ever - 1) p
          cross join generate_series(1, 4) i
          cross join lateral awa_store.lane_waiting(awa_store.lane(l.name, p, i)) w
        ),
        false) as is_full
    from awa_store.queue l
    where l.max_waiting is not null or l.is_full
    for update skip locked
  ) n
  where n.name = q.name and n.is_full <> q.is_full;
end
$$;

call awa_store.publish('awa_store.check_limits');
call awa_store.publish('awa_store.check_room');
call awa_store.publish('awa_store.note_full_queues');
