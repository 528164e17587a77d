-- Counts the lanes in which more than so many entries wait, for lane_waiting to go on from: when so many have come since the
-- last count, and when the ring has turned, since what came after a count must not be truncated. Not for a transaction that
-- has written to a lane: its own entries would be on both sides of the snapshot.
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
  v_slot smallint := (select r.current_slot from awa_store.ring r);
  v_lane bigint := '-9223372036854775808';
  v_count awa_store.lane_count;
  v_now record;
begin
  loop
    select r.lane into v_lane from awa_store.ready r where r.lane > v_lane order by r.lane limit 1;
    exit when not found;
    select n.* into v_count from awa_store.lane_count n where n.lane = v_lane;
    select w.entries, w.taken, w.counted, pg_current_snapshot() as seen into strict v_now
    from awa_store.lane_waiting(v_lane) w;
    if v_now.entries <= count_long_lanes.entries / 2 and v_count.lane is not null then
      delete from awa_store.lane_count n where n.lane = v_lane;
    elsif (v_now.entries > count_long_lanes.entries and v_now.counted > count_long_lanes.entries) or v_count.slot <> v_slot then
      insert into awa_store.lane_count (lane, waiting, taken, slot, counted)
      values (v_lane, v_now.entries, v_now.taken, v_slot, v_now.seen)
      on conflict on constraint lane_count_pkey do update
      set waiting = excluded.waiting, taken = excluded.taken, slot = excluded.slot, counted = excluded.counted;
    end if;
  end loop;
end
$$;

call awa_store.publish('awa_store.count_long_lanes');
