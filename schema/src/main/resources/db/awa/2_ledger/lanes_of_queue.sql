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

-- The lanes after one and up to another that have entries, by one index probe each.
create or replace function awa_store.lanes_between(after uuid, last uuid)
returns setof uuid
language plpgsql
stable
as $$
declare
  v_lane uuid := lanes_between.after;
begin
  loop
    select r.lane into v_lane
    from awa_store.ready r
    where r.lane > v_lane and r.lane <= lanes_between.last
    order by r.lane
    limit 1;
    exit when not found;
    return next v_lane;
  end loop;
end
$$;

call awa_store.publish('awa_store.lanes_of_queue');
call awa_store.plan('awa_store.lanes_between', 'probe');
call awa_store.publish('awa_store.lanes_between');
