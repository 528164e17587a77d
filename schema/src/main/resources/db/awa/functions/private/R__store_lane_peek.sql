-- When the first entry that a lane's cursor has not passed became due; null if there is none. Reads what is committed
-- and takes no lock: an entry that another session is just claiming may be seen, and one that was withdrawn, which the
-- next claim passes over; one that nobody claimed is never missed.
-- The cursor (null: never claimed) is that of the lane's newest claim. Runs with the plan settings of its callers.
create or replace function awa_store.lane_peek(
  lane bigint,
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns timestamptz
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_own xid8 := pg_current_xact_id_if_assigned();
  v_prev_xmax xid8 := coalesce(lane_peek.prev_xmax, '0');
  v_pos_xid xid8 := coalesce(lane_peek.pos_xid, '0');
  v_pos_seq bigint := coalesce(lane_peek.pos_seq, 0);
  v_run_at timestamptz;
begin
  -- What lies behind the position, in this window or the next; what the window's snapshot saw in progress and has ended;
  -- what this transaction wrote itself, promoting for instance.
  select r.run_at into v_run_at
  from (
    select w.*
    from awa_store.window_ranges(v_prev_xmax, lane_peek.late, v_now, v_pos_xid, v_pos_seq) w
    union all
    select x, 0, (x::text::bigint + 1)::text::xid8
    from pg_snapshot_xip(lane_peek.cur) x
    where pg_visible_in_snapshot(x, v_now)
    union all
    select v_own, case when v_own = v_pos_xid then v_pos_seq else 0 end, (v_own::text::bigint + 1)::text::xid8
    where v_own >= pg_snapshot_xmax(v_now)
  ) w
  cross join lateral (
    select e.run_at
    from awa_store.ready e
    where e.lane = lane_peek.lane and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
    order by e.xid, e.seq
    limit 1
  ) r
  limit 1;
  return v_run_at;
end
$$;

call awa_store.publish('awa_store.lane_peek');
