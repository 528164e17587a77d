-- What waits in a lane: how many entries its cursor has not passed, without those that were withdrawn, and when the
-- first one that waits became due, of its ranges the earliest. Counts from the last count of the lane on, if that is
-- ahead of the cursor. segments: where entries may wait, at most four, see waiting_segments. One select, so that it is
-- planned as part of its callers and set up once for all their lanes.
create or replace function awa_store.lane_waiting(lane uuid, segments smallint[] default '{0,1,2,3}')
returns table (waiting bigint, waits_since timestamptz)
language sql
stable
as $$
  select n.waiting, f.waits_since
  from (select) one
  left join lateral awa_store.newest_claim(lane_waiting.lane) c on true
  left join awa_store.lane_count k on k.lane = lane_waiting.lane and (k.passed < c.taken) is not true
  cross join lateral (
    select
      coalesce(k.passed, c.taken, 0) - coalesce(c.taken, 0)
      + (
        select sum(e.entries)::bigint
        from awa_store.waiting_ranges(
          row(
            coalesce(k.prev_xmax, c.prev_xmax), coalesce(k.late, c.late), coalesce(k.cur, c.cur),
            coalesce(k.pos_xid, c.pos_xid), coalesce(k.pos_seq, c.pos_seq)
          )::awa_store.cursor) w
        cross join lateral (
          select count(*) as entries
          from awa_store.ready r
          where r.segment in (segments[1], segments[2], segments[3], segments[4]) and r.lane = lane_waiting.lane
            and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
        ) e
      )
      - (
        select count(*)
        from awa_store.withdrawn w
        where w.lane = lane_waiting.lane
          and awa_store.consumed(
            w.xid, w.seq, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) is not true
      ) as waiting
    offset 0
  ) n
  left join lateral (
    select min(e.run_at) as waits_since
    from awa_store.waiting_ranges(row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) w
    cross join lateral (
      select r.run_at
      from awa_store.ready r
      where r.segment in (segments[1], segments[2], segments[3], segments[4]) and r.lane = lane_waiting.lane
        and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
        and not exists (
          select from awa_store.withdrawn t where t.lane = r.lane and t.xid = r.xid and t.seq = r.seq)
      order by r.xid, r.seq
      limit 1
    ) e
  ) f on n.waiting > 0;
$$;

call awa_store.publish('awa_store.lane_waiting');
