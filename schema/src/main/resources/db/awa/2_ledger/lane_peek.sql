-- When the first entry that a lane's cursor has not passed became due, and whether it is in the cursor's present
-- window; no row if there is none. Reads what is committed and takes no lock: an entry that another session is just
-- claiming may be seen, and one that was withdrawn, which the next claim passes over; one that nobody claimed is never
-- missed. The cursor (null: never claimed) is that of the lane's newest claim. One select, so that it is planned as
-- part of its callers and set up once for all their lanes.
create or replace function awa_store.lane_peek(
  lane uuid,
  cursor awa_store.cursor
)
returns table (waits_since timestamptz, in_window boolean)
language sql
stable
as $$
  -- The window to its end, before anything that came later among its ids. Then what lies behind the position for the
  -- next window; what this one's snapshot saw in progress and has ended; what this transaction wrote itself, promoting
  -- for instance.
  select r.run_at, w.in_window
  from (
    select w.from_xid, w.from_seq, w.below, true
    from awa_store.window_ranges(cursor) w
    union all
    select w.from_xid, w.from_seq, w.below, false
    from awa_store.window_ranges(
      row(
        coalesce((cursor).prev_xmax, '0'), (cursor).late, pg_current_snapshot(), coalesce((cursor).pos_xid, '0'),
        coalesce((cursor).pos_seq, 0)
      )::awa_store.cursor) w
    union all
    select x, 0, (x::text::bigint + 1)::text::xid8, false
    from pg_snapshot_xip((cursor).cur) x
    where pg_visible_in_snapshot(x, pg_current_snapshot())
    union all
    select
      o.xid, case when o.xid = (cursor).pos_xid then (cursor).pos_seq else 0 end,
      (o.xid::text::bigint + 1)::text::xid8, false
    from (select pg_current_xact_id_if_assigned()) o (xid)
    where o.xid >= pg_snapshot_xmax(pg_current_snapshot())
  ) w (from_xid, from_seq, below, in_window)
  cross join lateral (
    select e.run_at
    from awa_store.ready e
    where e.lane = lane_peek.lane and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
      and (not w.in_window or pg_visible_in_snapshot(e.xid, (cursor).cur))
    order by e.xid, e.seq
    limit 1
  ) r
  limit 1;
$$;

call awa_store.publish('awa_store.lane_peek');
