-- What waits in a lane: how many entries its cursor has not passed, with (entries) and without (waiting) those that were
-- withdrawn; how many it has passed; and when the first one that waits became due, of its ranges the earliest. From the last
-- count of the lane on, if there is one: counted says how many entries had to be counted now.
create or replace function awa_store.lane_waiting(lane bigint)
returns table (waiting bigint, entries bigint, taken bigint, counted bigint, waits_since timestamptz)
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_at record;
  v_count awa_store.lane_count;
begin
  -- One snapshot for all of it: the function is stable.
  select c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq, c.taken into v_at
  from awa_store.claim c
  where c.lane = lane_waiting.lane
  order by c.turn desc
  limit 1;
  taken := coalesce(v_at.taken, 0);
  select n.* into v_count from awa_store.lane_count n where n.lane = lane_waiting.lane;
  if found then
    select count(*) into counted
    from (
      select r.xid
      from awa_store.ready r
      where r.lane = lane_waiting.lane and r.xid >= pg_snapshot_xmax(v_count.counted)
      union all
      select r.xid
      from pg_snapshot_xip(v_count.counted) x
      join awa_store.ready r on r.lane = lane_waiting.lane and r.xid = x
    ) e;
    entries := v_count.waiting - (taken - v_count.taken) + counted;
  else
    select count(*) into counted
    from awa_store.waiting_ranges(v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq) w
    join awa_store.ready r
      on r.lane = lane_waiting.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below;
    entries := counted;
  end if;
  waiting := entries - (
    select count(*)
    from awa_store.withdrawn w
    where w.lane = lane_waiting.lane
      and awa_store.consumed(w.xid, w.seq, v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq) is not true);
  if waiting > 0 then
    select min(f.run_at) into waits_since
    from awa_store.waiting_ranges(v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq) w
    cross join lateral (
      select r.run_at
      from awa_store.ready r
      where r.lane = lane_waiting.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
        and not exists (
          select from awa_store.withdrawn t where t.lane = r.lane and t.xid = r.xid and t.seq = r.seq)
      order by r.xid, r.seq
      limit 1
    ) f;
  end if;
  return next;
end
$$;

call awa_store.publish('awa_store.lane_waiting');
