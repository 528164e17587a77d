-- The lanes of a queue that have entries, claimed or not: partitions that are not in use cost nothing.
create or replace function awa_store.lanes_of_queue(queue text)
returns setof uuid
language sql
stable
as $$
  select l
  from awa_store.lanes_between(
    (awa_store.lane_base(lanes_of_queue.queue) || '0000')::uuid, awa_store.last_lane(lanes_of_queue.queue)) l;
$$;

call awa_store.publish('awa_store.lanes_of_queue');
