-- Lanes as numbers: a hash of the queue's name, the partition (0 to 1023) and the priority (1 to 4). Two queues whose
-- hashes are equal in 52 bits could not both be served: claim_jobs refuses by name, see refuse_lane.
create or replace function awa_store.lane(queue text, partition int, priority int)
returns bigint
language sql
immutable
as $$
  select (hashtextextended(queue, 0) & -4096) | (partition << 2) | (priority - 1);
$$;

create or replace function awa_store.lane_partition(lane bigint)
returns int
language sql
immutable
as $$
  select ((lane >> 2) & 1023)::int;
$$;

create or replace function awa_store.lane_priority(lane bigint)
returns int
language sql
immutable
as $$
  select ((lane & 3) + 1)::int;
$$;

create or replace function awa_store.refuse_lane(queue text, lane bigint)
returns text
language plpgsql
immutable
as $$
begin
  raise exception using
    errcode = 'AW001',
    message = format('queue %s has the same hash as another queue with jobs (lane %s)', queue, lane),
    hint = 'Rename one of the two; nothing was claimed.';
end
$$;

call awa_store.publish('awa_store.lane');
call awa_store.publish('awa_store.lane_partition');
call awa_store.publish('awa_store.lane_priority');
call awa_store.publish('awa_store.refuse_lane');
