-- What a lane's cursor has not passed of its window, as ranges of entries in claiming order: (xid, seq) beyond
-- (from_xid, from_seq) and xid < below. First the late ids, then the ids from prev_xmax up to the end of the snapshot.
-- One lower bound each, so that an index scan starts at the cursor and not at the beginning of the lane.
-- The oldest ids in progress are left out, so that nobody walks the entries of a bulk load before it commits; those of
-- younger ones the reader must filter out.
create or replace function awa_store.window_ranges(
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns table (from_xid xid8, from_seq bigint, below xid8)
language sql
immutable
as $$
  select l, case when l = pos_xid then pos_seq else 0 end, (l::text::bigint + 1)::text::xid8
  from unnest(late) l
  where l >= pos_xid
  union all
  select
    case when g.n > 1 then s.open[g.n - 1] when pos_xid >= prev_xmax then pos_xid else prev_xmax end,
    case when g.n > 1 then 9223372036854775807 when pos_xid >= prev_xmax then pos_seq else 0 end,
    coalesce(s.open[g.n], pg_snapshot_xmax(cur))
  from (
    select array(select x from pg_snapshot_xip(cur) x where x >= prev_xmax and x > pos_xid limit 8)
  ) s (open)
  cross join generate_series(1, cardinality(s.open) + 1) g (n);
$$;

call awa_store.publish('awa_store.window_ranges');

-- When the first entry that a lane's cursor has not passed became due, and whether it is in the cursor's present
-- window; no row if there is none. Reads what is committed and takes no lock: an entry that another session is just
-- claiming may be seen, and one that was withdrawn, which the next claim passes over; one that nobody claimed is never
-- missed. The cursor (null: never claimed) is that of the lane's newest claim. One select, so that it is planned as
-- part of its callers and set up once for all their lanes.
create or replace function awa_store.lane_peek(
  lane uuid,
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
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
    from awa_store.window_ranges(prev_xmax, late, cur, pos_xid, pos_seq) w
    union all
    select w.from_xid, w.from_seq, w.below, false
    from awa_store.window_ranges(
      coalesce(prev_xmax, '0'), late, pg_current_snapshot(), coalesce(pos_xid, '0'), coalesce(pos_seq, 0)) w
    union all
    select x, 0, (x::text::bigint + 1)::text::xid8, false
    from pg_snapshot_xip(cur) x
    where pg_visible_in_snapshot(x, pg_current_snapshot())
    union all
    select o.xid, case when o.xid = pos_xid then pos_seq else 0 end, (o.xid::text::bigint + 1)::text::xid8, false
    from (select pg_current_xact_id_if_assigned()) o (xid)
    where o.xid >= pg_snapshot_xmax(pg_current_snapshot())
  ) w (from_xid, from_seq, below, in_window)
  cross join lateral (
    select e.run_at
    from awa_store.ready e
    where e.lane = lane_peek.lane and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
      and (not w.in_window or pg_visible_in_snapshot(e.xid, cur))
    order by e.xid, e.seq
    limit 1
  ) r
  limit 1;
$$;

call awa_store.publish('awa_store.lane_peek');
