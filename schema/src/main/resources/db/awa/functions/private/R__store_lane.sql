-- Lanes as numbers of 128 bits: 112 of a hash of the queue's name, then the partition (0 to 1023) and the priority (1 to 4). Nobody
-- finds two names with equal hashes, so a lane belongs to one queue, and the lanes of a queue follow each other.
-- What the lanes of a queue have in common.
create or replace function awa_store.lane_base(queue text)
returns text
language sql
stable
as $$
  select left(encode(sha256(convert_to(queue, getdatabaseencoding())), 'hex'), 28);
$$;

create or replace function awa_store.lane_in(base text, partition int, priority int)
returns uuid
language sql
immutable
as $$
  select (base || to_hex(4096 + ((partition << 2) | (priority - 1))))::uuid;
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
  select ((get_byte(uuid_send(lane), 14) & 15) << 6) | (get_byte(uuid_send(lane), 15) >> 2);
$$;

create or replace function awa_store.lane_priority(lane uuid)
returns int
language sql
immutable
as $$
  select (get_byte(uuid_send(lane), 15) & 3) + 1;
$$;

call awa_store.publish('awa_store.lane');
call awa_store.publish('awa_store.lane_base');
call awa_store.publish('awa_store.lane_in');
call awa_store.publish('awa_store.lane_partition');
call awa_store.publish('awa_store.lane_priority');
