-- What a lane's cursor has not passed of its window, as ranges of entries in claiming order: (xid, seq) beyond
-- (from_xid, from_seq) and xid < below. First the late ids, then the ids from prev_xmax up to the end of the snapshot.
-- One lower bound each, so that an index scan starts at the cursor and not at the beginning of the lane.
-- The oldest ids in progress are left out, so that nobody walks the entries of a bulk load before it commits; those of
-- younger ones the reader must filter out.
create or replace function awa_store.window_ranges(cursor awa_store.cursor)
returns table (from_xid xid8, from_seq bigint, below xid8)
language sql
immutable
as $$
  select l, case when l = (cursor).pos_xid then (cursor).pos_seq else 0 end, (l::text::bigint + 1)::text::xid8
  from unnest((cursor).late) l
  where l >= (cursor).pos_xid
  union all
  select
    case
      when g.n > 1 then s.open[g.n - 1]
      when (cursor).pos_xid >= (cursor).prev_xmax then (cursor).pos_xid
      else (cursor).prev_xmax
    end,
    case
      when g.n > 1 then 9223372036854775807
      when (cursor).pos_xid >= (cursor).prev_xmax then (cursor).pos_seq
      else 0
    end,
    coalesce(s.open[g.n], pg_snapshot_xmax((cursor).cur))
  from (
    select array(
      select x from pg_snapshot_xip((cursor).cur) x where x >= (cursor).prev_xmax and x > (cursor).pos_xid limit 8)
  ) s (open)
  cross join generate_series(1, cardinality(s.open) + 1) g (n);
$$;

call awa_store.publish('awa_store.window_ranges');
