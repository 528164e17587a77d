-- The next entries of a lane in the window of a cursor, in claiming order, at most so many; withdrawn ones are among
-- them. A window is a list of ranges of transaction ids, the late ones first, and the entries come in this order:
-- ranges as listed, (xid, seq) within each. One select, so that it is planned as part of its callers.
create or replace function awa_store.next_entries(lane uuid, cursor awa_store.cursor, max_entries int)
returns setof awa_store.ready
language sql
stable
as $$
  select e.*
  from awa_store.window_ranges(cursor) w
  cross join lateral (
    select r.*
    from awa_store.ready r
    where r.lane = next_entries.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
      and pg_visible_in_snapshot(r.xid, (cursor).cur)
    order by r.xid, r.seq
    limit max_entries
  ) e
  limit max_entries;
$$;

call awa_store.publish('awa_store.next_entries');
