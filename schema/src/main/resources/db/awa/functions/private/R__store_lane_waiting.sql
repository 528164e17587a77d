-- How many entries of a lane its cursor has not passed, with and (waiting) without those that were withdrawn; how many it
-- has passed; and when the first that waits became due (null if there is none). From the last count of the lane on, if there is one: then only what came since is counted.
create or replace function awa_store.lane_waiting(lane bigint)
returns table (waiting bigint, entries bigint, taken bigint, waits_since timestamptz)
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
    select v_count.waiting - (taken - v_count.taken) + count(*) into entries
    from (
      select r.xid
      from awa_store.ready r
      where r.lane = lane_waiting.lane and r.xid >= pg_snapshot_xmax(v_count.counted)
      union all
      select r.xid
      from pg_snapshot_xip(v_count.counted) x
      join awa_store.ready r on r.lane = lane_waiting.lane and r.xid = x
    ) e;
  else
    select count(*) into entries
    from (
      select r.xid, r.seq
      from awa_store.ready r
      where r.lane = lane_waiting.lane
        and r.xid >= coalesce(least(v_at.prev_xmax, pg_snapshot_xmin(v_at.cur), v_at.late[1]), '0')
    ) e
    where awa_store.consumed(e.xid, e.seq, v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq) is not true;
  end if;
  waiting := entries - (
    select count(*)
    from awa_store.withdrawn w
    where w.lane = lane_waiting.lane
      and awa_store.consumed(w.xid, w.seq, v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq) is not true);
  if waiting > 0 then
    waits_since := awa_store.lane_peek(
      lane_waiting.lane, v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq);
  end if;
  return next;
end
$$;

-- To be called before the transaction writes: its own entries are on neither side of its snapshot.
-- Counts lanes in which more than so many entries have come since they were counted last, or wait uncounted.
create or replace function awa_store.count_long_lanes(entries int)
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_lane bigint := '-9223372036854775808';
begin
  loop
    select r.lane into v_lane from awa_store.ready r where r.lane > v_lane order by r.lane limit 1;
    exit when not found;
    perform
    from awa_store.ready r
    where r.lane = v_lane
      and r.xid >= coalesce(
        (select pg_snapshot_xmax(n.counted) from awa_store.lane_count n where n.lane = v_lane),
        (select c.prev_xmax from awa_store.claim c where c.lane = v_lane order by c.turn desc limit 1),
        '0')
    order by r.xid
    offset count_long_lanes.entries limit 1;
    if found then
      insert into awa_store.lane_count (lane, waiting, taken, counted)
      select v_lane, w.entries, w.taken, pg_current_snapshot()
      from awa_store.lane_waiting(v_lane) w
      on conflict on constraint lane_count_pkey do update
      set waiting = excluded.waiting, taken = excluded.taken, counted = excluded.counted;
    end if;
  end loop;
end
$$;

call awa_store.publish('awa_store.lane_waiting');
call awa_store.publish('awa_store.count_long_lanes');
