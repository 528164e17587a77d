-- Gives up partitions that a queue does not use any more, once no job waits in them: then claims need not look there.
-- For a day after they became fewer it looks again each ten seconds, since an enqueue that began before may have come
-- later: then it opens them again. Goes on after the lane where the last call stopped.
create or replace function awa_store.close_partitions(until timestamptz)
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_queue awa_store.queue;
  v_after uuid;
  v_last uuid;
  v_lane record;
  v_waiting int;
begin
  for v_queue in
    select q.*
    from awa_store.queue q
    where (q.partitions_ever > q.partitions or q.shrunk_at > v_now - interval '1 day')
      and (q.probe_mark is not null or coalesce(q.probed_at, '-infinity') < v_now - interval '10 s')
    order by q.probed_at nulls first
    for update skip locked
  loop
    v_waiting := null;
    v_after := coalesce(v_queue.probe_mark, awa_store.lane(v_queue.name, v_queue.partitions - 1, 4));
    v_last := awa_store.lane(v_queue.name, 1023, 4);
    for v_lane in
      select l.lane, w.waiting
      from awa_store.lanes_between(v_after, v_last) l
      cross join lateral awa_store.lane_waiting(l.lane) w
    loop
      v_queue.probe_mark := v_lane.lane;
      if v_lane.waiting > 0 then
        v_waiting := awa_store.lane_partition(v_lane.lane);
        exit;
      end if;
      exit when clock_timestamp() > until;
    end loop;
    if v_waiting is null and v_queue.probe_mark > v_after and clock_timestamp() > until then
      update awa_store.queue q set probe_mark = v_queue.probe_mark where q.name = v_queue.name;
      exit;
    end if;
    update awa_store.queue q
    set probed_at = v_now, probe_mark = null,
      partitions_ever = case
        when v_waiting is null then q.partitions
        -- Which others have some is not known.
        when v_waiting < q.partitions_ever then q.partitions_ever
        else 1024
      end
    where q.name = v_queue.name;
    exit when clock_timestamp() > until;
  end loop;
end
$$;

call awa_store.plan('awa_store.close_partitions', 'walk');
call awa_store.publish('awa_store.close_partitions');
