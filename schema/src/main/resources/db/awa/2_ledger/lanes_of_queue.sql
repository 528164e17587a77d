-- The lanes after one and up to another that have entries, claimed or not, and their queues, in order; 16 entries at a
-- time and on behind the lanes of these, so that lanes which are not in use cost nothing, and long ones hardly more
-- than short ones. One select, so that it is planned as part of its callers: give it variables.
create or replace function awa_store.lanes_between(after uuid, last uuid)
returns table (lane uuid, queue_name text)
language sql
stable
as $$
  with recursive found (lanes, queues) as (
    select array[lanes_between.after], array[null::text collate "C"]
    union all
    select n.lanes, n.queues
    from found f
    cross join lateral (
      select array_agg(e.lane) as lanes, array_agg(e.queue) as queues
      from (
        select r.lane, r.queue
        from awa_store.ready r
        where r.lane > f.lanes[cardinality(f.lanes)] and r.lane <= lanes_between.last
        order by r.lane
        limit 16
      ) e
    ) n
    where n.lanes is not null
  )
  select l.lane, l.queue
  from found f
  cross join lateral (
    select u.lane, u.queue from unnest(f.lanes, f.queues) u (lane, queue) group by u.lane, u.queue order by u.lane
  ) l
  where l.queue is not null;
$$;

-- Those of a queue, or of all.
create or replace function awa_store.lanes_of_queue(queue text)
returns table (lane uuid, queue_name text)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_after uuid := '00000000-0000-0000-0000-000000000000';
  v_last uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
begin
  if lanes_of_queue.queue is not null then
    v_after := (awa_store.lane_base(lanes_of_queue.queue) || '0000')::uuid;
    v_last := awa_store.last_lane(lanes_of_queue.queue);
  end if;
  return query select l.* from awa_store.lanes_between(v_after, v_last) l;
end
$$;

call awa_store.publish('awa_store.lanes_between');
call awa_store.plan('awa_store.lanes_of_queue', 'walk');
call awa_store.publish('awa_store.lanes_of_queue');
