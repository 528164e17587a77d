-- What of a job is larger than the configuration of its queue takes, how large it is and may be; no row if all fits.
create or replace function awa_store.limit_fault(
  queue text,
  args jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  key text default null
)
returns table (what text, bytes bigint, most bigint)
language sql
stable
as $$
  select l.what, l.bytes, l.most
  from awa_store.queue q
  cross join lateral (
    values
      ('args', case when q.max_args_bytes > 0 then awa_store.json_bytes(args, q.max_args_bytes) end, q.max_args_bytes),
      (
        'metadata',
        case when q.max_metadata_bytes > 0 then awa_store.json_bytes(metadata, q.max_metadata_bytes) end,
        q.max_metadata_bytes
      ),
      ('tags', octet_length(array_to_string(tags, '')), q.max_tags_bytes),
      ('ordering_key', octet_length(ordering_key), q.max_key_bytes),
      ('unique_by.key', octet_length(key), q.max_key_bytes)
  ) l (what, bytes, most)
  where q.name = queue and l.bytes > l.most
  limit 1;
$$;

-- Whether the configuration of a queue lets a job in; if not, check_limits and check_room say why.
create or replace function awa_store.within_limits(
  queue text,
  args jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  key text default null
)
returns boolean
language sql
stable
as $$
  select
    not exists (select from awa_store.limit_fault(queue, args, ordering_key, tags, metadata, key))
    and not exists (
      select from awa_store.queue q where q.name = within_limits.queue and q.is_full and q.on_full = 'refuse');
$$;

-- Refuses what of a job is larger than its queue takes.
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
  select f.* into v_fault
  from awa_store.limit_fault(
    check_limits.queue, check_limits.args, check_limits.ordering_key, check_limits.tags, check_limits.metadata,
    check_limits.key) f;
  if found then
    raise exception using
      errcode = 'AW003',
      message = format(
        '%s takes %s bytes, more than the %s that queue %s takes', v_fault.what, v_fault.bytes, v_fault.most,
        check_limits.queue),
      hint = 'configure_queue sets the limits of a queue.';
  end if;
end
$$;

-- Whether a queue is full and says so, or the error of one that is full and refuses: AW009, its message and hint.
create or replace function awa_store.room_of(queue text, out says_full boolean, out fault text[])
language plpgsql
stable
as $$
declare
  v_queue awa_store.queue;
begin
  select q.* into v_queue from awa_store.queue q where q.name = room_of.queue and q.is_full;
  says_full := coalesce(v_queue.on_full = 'signal', false);
  if v_queue.on_full = 'refuse' then
    fault := array[
      'AW009', format('queue %s is full: %s jobs or more wait in it', room_of.queue, v_queue.max_waiting),
      'Try again later; configure_queue sets max_waiting and on_full.'];
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
  v_room record := awa_store.room_of(check_room.queue);
begin
  if v_room.fault is not null then
    raise exception using errcode = v_room.fault[1], message = v_room.fault[2], hint = v_room.fault[3];
  end if;
  return v_room.says_full;
end
$$;

-- Looks how many jobs wait in the queues that have a limit; those that were not looked at for lack of time come first
-- next.
create or replace function awa_store.note_full_queues(until timestamptz default 'infinity')
returns void
language plpgsql
volatile
as $$
declare
  v_queue awa_store.queue;
  v_is_full boolean;
begin
  for v_queue in
    select q.*
    from awa_store.queue q
    where q.max_waiting is not null or q.is_full
    order by q.looked_at nulls first, q.name
  loop
    v_is_full := coalesce(
      v_queue.on_full <> 'off' and awa_store.waits_beyond(v_queue.name, v_queue.max_waiting), false);
    if v_is_full <> v_queue.is_full or clock_timestamp() > until then
      update awa_store.queue q
      set is_full = v_is_full, looked_at = awa_store.clock()
      where q.name in (select o.name from awa_store.queue o where o.name = v_queue.name for update skip locked);
    end if;
    exit when clock_timestamp() > until;
  end loop;
end
$$;

-- Whether so many jobs wait in a queue.
create or replace function awa_store.waits_beyond(queue text, max_waiting bigint)
returns boolean
language plpgsql
stable
as $$
declare
  v_waiting bigint;
  v_left bigint := max_waiting;
begin
  for v_waiting in
    select w.waiting
    from awa_store.lanes_of_queue(waits_beyond.queue) l
    cross join lateral awa_store.lane_waiting(l.lane) w
  loop
    v_left := v_left - v_waiting;
    exit when v_left <= 0;
  end loop;
  return v_left <= 0;
end
$$;

call awa_store.publish('awa_store.limit_fault');
call awa_store.publish('awa_store.within_limits');
call awa_store.publish('awa_store.check_limits');
call awa_store.publish('awa_store.room_of');
call awa_store.publish('awa_store.check_room');
call awa_store.publish('awa_store.note_full_queues');
call awa_store.plan('awa_store.waits_beyond', 'walk');
call awa_store.publish('awa_store.waits_beyond');
