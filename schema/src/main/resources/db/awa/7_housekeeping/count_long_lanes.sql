-- Counts the lanes in which more than so many entries wait, for lane_waiting to go on from: when so many have come
-- since the last count, and when the ring has turned, since what came after a count must not be truncated. Goes on
-- after the lane where the last call stopped, once around, until its time is over; true if it ran out of time in a lane
-- that is long.
create or replace function awa_store.count_long_lanes(
  entries int,
  until timestamptz default clock_timestamp() + interval '100 ms'
)
returns boolean
language plpgsql
volatile
as $$
declare
  v_stop timestamptz := until;
  v_segment smallint := (select r.current_segment from awa_store.ring r);
  c_first constant uuid := '00000000-0000-0000-0000-000000000000';
  v_begin uuid := (select w.stats_lane from awa_store.watch w);
  v_after uuid := v_begin;
  v_is_around boolean := v_begin = c_first;
  v_lane uuid;
  v_count awa_store.lane_count;
  v_claim awa_store.claim;
  v_is_turned boolean;
  v_new bigint;
  v_taken bigint;
  v_last record;
  v_is_busy boolean := false;
  v_next pg_snapshot;
  c_chunk constant int := 50000;
begin
  loop
    select r.lane into v_lane from awa_store.ready r where r.lane > v_after order by r.lane limit 1;
    if not found and not v_is_around then
      v_is_around := true;
      v_after := c_first;
      continue;
    elsif not found or v_is_around and v_begin > c_first and v_lane > v_begin then
      v_after := c_first;
      exit;
    end if;
    select n.* into v_count from awa_store.lane_count n where n.lane = v_lane;
    select c.* into v_claim from awa_store.claim c where c.lane = v_lane order by c.claim_no desc limit 1;
    if v_count.cur is null or v_count.passed < v_claim.taken then
      v_count.passed := v_claim.taken;
      v_count.prev_xmax := v_claim.prev_xmax;
      v_count.pos_xid := v_claim.pos_xid;
      v_count.pos_seq := v_claim.pos_seq;
      v_count.cur := v_claim.cur;
      v_count.late := v_claim.late;
    end if;
    v_new := 0;
    v_is_turned := false;
    if v_count.cur is null then
      v_count.passed := 0;
      v_count.prev_xmax := '0';
      v_count.pos_xid := '0';
      v_count.pos_seq := 0;
      v_count.cur := awa_store.past_snapshot();
      v_count.late := '{}';
      v_is_turned := true;
    end if;
    loop
      -- As a claim does: the rest of the cursor's window, then the next one.
      select e.n, e.xid, e.seq into v_last
      from (
        select row_number() over () as n, r.xid, r.seq
        from awa_store.next_entries(
          v_lane, row(v_count.prev_xmax, v_count.late, v_count.cur, v_count.pos_xid, v_count.pos_seq)::awa_store.cursor,
          c_chunk) r
      ) e
      order by e.n desc
      limit 1;
      if found then
        v_new := v_new + v_last.n;
        v_count.pos_xid := v_last.xid;
        v_count.pos_seq := v_last.seq;
        exit when clock_timestamp() > v_stop;
        continue when v_last.n = c_chunk;
      end if;
      exit when v_is_turned;
      v_next := awa_store.past_snapshot();
      -- A window may not end before the one before it.
      exit when pg_snapshot_xmax(v_next) < pg_snapshot_xmax(v_count.cur);
      v_count.prev_xmax := pg_snapshot_xmax(v_count.cur);
      v_count.late := array(
        select x from pg_snapshot_xip(v_count.cur) x where pg_visible_in_snapshot(x, v_next) order by x);
      v_count.cur := v_next;
      v_count.pos_xid := '0';
      v_count.pos_seq := 0;
      v_is_turned := true;
    end loop;
    v_count.passed := v_count.passed + v_new;
    select c.taken into v_taken from awa_store.claim c where c.lane = v_lane order by c.claim_no desc limit 1;
    if v_is_turned and v_count.passed - coalesce(v_taken, 0) <= count_long_lanes.entries / 2 then
      delete from awa_store.lane_count n where n.lane = v_lane;
    elsif v_new > count_long_lanes.entries or v_count.segment <> v_segment then
      insert into awa_store.lane_count (lane, passed, prev_xmax, pos_xid, pos_seq, segment, cur, late)
      values (
        v_lane, v_count.passed, v_count.prev_xmax, v_count.pos_xid, v_count.pos_seq,
        case when v_is_turned then v_segment else coalesce(v_count.segment, v_segment) end, v_count.cur, v_count.late)
      on conflict on constraint lane_count_pkey do update
      set passed = excluded.passed, prev_xmax = excluded.prev_xmax, pos_xid = excluded.pos_xid,
        pos_seq = excluded.pos_seq, segment = excluded.segment, cur = excluded.cur, late = excluded.late;
    end if;
    v_after := v_lane;
    v_is_busy := clock_timestamp() > v_stop and v_new > count_long_lanes.entries;
    exit when clock_timestamp() > v_stop;
  end loop;
  update awa_store.watch w set stats_lane = v_after where w.stats_lane <> v_after;
  return v_is_busy;
end
$$;

call awa_store.plan('awa_store.count_long_lanes', 'probe');
call awa_store.publish('awa_store.count_long_lanes');
