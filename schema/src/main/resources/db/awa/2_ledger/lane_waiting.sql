-- What waits in a lane: how many entries its cursor has not passed, without those that were withdrawn, and when the
-- first one that waits became due, of its ranges the earliest. Counts from the last count of the lane on, if that is
-- ahead of the cursor.
create or replace function awa_store.lane_waiting(lane uuid)
returns table (waiting bigint, waits_since timestamptz)
language plpgsql
stable
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
  order by c.claim_no desc
  limit 1;
  select n.* into v_count from awa_store.lane_count n where n.lane = lane_waiting.lane;
  if not found or v_count.passed < v_at.taken then
    v_count.prev_xmax := v_at.prev_xmax;
    v_count.late := v_at.late;
    v_count.cur := v_at.cur;
    v_count.pos_xid := v_at.pos_xid;
    v_count.pos_seq := v_at.pos_seq;
    v_count.passed := coalesce(v_at.taken, 0);
  end if;
  select v_count.passed - coalesce(v_at.taken, 0) + sum(e.entries) into waiting
  from awa_store.waiting_ranges(
    row(v_count.prev_xmax, v_count.late, v_count.cur, v_count.pos_xid, v_count.pos_seq)::awa_store.cursor) w
  cross join lateral (
    select count(*) as entries
    from awa_store.ready r
    where r.lane = lane_waiting.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
  ) e;
  waiting := waiting - (
    select count(*)
    from awa_store.withdrawn w
    where w.lane = lane_waiting.lane
      and awa_store.consumed(
        w.xid, w.seq, row(v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq)::awa_store.cursor)
        is not true);
  if waiting > 0 then
    select min(f.run_at) into waits_since
    from awa_store.waiting_ranges(
      row(v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq)::awa_store.cursor) w
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

call awa_store.plan('awa_store.lane_waiting', 'probe');
call awa_store.publish('awa_store.lane_waiting');
