-- Lanes as numbers of 128 bits: 112 of a hash of the queue's name, 12 of the partition, 4 of the priority (1 to 4).
-- Nobody finds two names with equal hashes, so a lane belongs to one queue, and the lanes of a queue follow each other.
-- Partitions 0 to 1023 are those of the queue; 1024 to 2047 those of kinds that were set apart, see kind_lane. What the
-- lanes of a queue have in common.
create or replace function awa_store.lane_base(queue text)
returns text
language sql
stable
as $$
  select left(encode(sha256(convert_to(queue, getdatabaseencoding())), 'hex'), 28);
$$;

-- What the lanes of a partition have in common: all but the last digit.
create or replace function awa_store.lane_prefix(base text, partition int)
returns text
language sql
immutable
as $$
  select base || to_hex(2048 + partition);
$$;

create or replace function awa_store.lane_in(base text, partition int, priority int)
returns uuid
language sql
immutable
as $$
  select (awa_store.lane_prefix(base, partition) || to_hex(priority - 1))::uuid;
$$;

create or replace function awa_store.lane(queue text, partition int, priority int)
returns uuid
language sql
stable
as $$
  select awa_store.lane_in(awa_store.lane_base(queue), partition, priority);
$$;

create or replace function awa_store.lane_partition(lane uuid)
returns int
language sql
immutable
as $$
  select ((get_byte(uuid_send(lane), 14) - 128) << 4) | (get_byte(uuid_send(lane), 15) >> 4);
$$;

create or replace function awa_store.lane_priority(lane uuid)
returns int
language sql
immutable
as $$
  select (get_byte(uuid_send(lane), 15) & 15) + 1;
$$;

create or replace function awa_store.lane_lock_id(lane uuid)
returns int
language sql
immutable
as $$
  select awa_store.partition_lock_id(left(replace(lane::text, '-', ''), 28), awa_store.lane_partition(lane));
$$;

-- Behind the last lane of a queue.
create or replace function awa_store.last_lane(queue text)
returns uuid
language sql
stable
as $$
  select awa_store.lane(queue, 2047, 4);
$$;

-- Where a job belongs by its ordering key or id.
-- Views call it as whoever reads them.
create or replace function awa_store.routed_partition(queue text, ordering_key text, job_id bigint)
returns int
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    (
      select awa_store.route(routed_partition.ordering_key, routed_partition.job_id, q.partitions)
      from awa_store.queue q
      where q.name = routed_partition.queue
    ),
    0);
end
$$;

-- The partition of an entry, which is that of its lane unless its kind was set apart.
create or replace function awa_store.entry_partition(lane uuid, queue text, ordering_key text, job_id bigint)
returns int
language sql
stable
as $$
  select case
    when get_byte(uuid_send(lane), 14) < 192 then awa_store.lane_partition(lane)
    else awa_store.routed_partition(queue, ordering_key, job_id)
  end;
$$;

-- The lane for an entry that is made of an older one: its partition may have been given up since, see close_partitions.
create or replace function awa_store.present_lane(queue text, partition int, priority int)
returns uuid
language plpgsql
stable
as $$
#variable_conflict use_variable
begin
  return awa_store.lane(
    queue,
    case
      when partition = 0 then 0
      else coalesce(
        (
          select case when partition < q.partitions_ever then partition else partition % q.partitions end
          from awa_store.queue q
          where q.name = queue
        ),
        0)
    end,
    priority);
end
$$;

call awa_store.publish('awa_store.lane');
call awa_store.publish('awa_store.present_lane');
call awa_store.publish('awa_store.lane_base');
call awa_store.publish('awa_store.last_lane');
call awa_store.publish('awa_store.entry_partition');
call awa_store.publish('awa_store.routed_partition', 'awa_operator', 'awa_observer');
call awa_store.publish('awa_store.lane_prefix');
call awa_store.publish('awa_store.lane_in');
call awa_store.publish('awa_store.lane_lock_id');
call awa_store.publish('awa_store.lane_partition');
call awa_store.publish('awa_store.lane_priority');
