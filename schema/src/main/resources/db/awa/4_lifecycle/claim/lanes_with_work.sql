-- The lanes of a partition that a claim may find something in, by priority: a cheap look for claims of nothing, or of a
-- few, in the segments that something may wait in (the current one, and the older one of the ring as the snapshot seen
-- has them). prefix: see lane_prefix. is_plain: nothing waits in the lane before its cursor's position, and beyond it
-- an entry of a transaction that had ended when seen was taken; so the next window may begin at the position and end
-- with seen, which is no older than the newest claim. A lane that is not plain, whose cursor lies in another segment,
-- or whose last claim had to admit its jobs, is to be looked at with its windows, see claimable_lanes, and may turn out
-- to have nothing. open: the ids in progress of seen, null for none. One select of few columns, so that it is planned
-- as part of its callers and set up once for all lanes.
create or replace function awa_store.lanes_with_work(
  prefix text,
  current_segment smallint,
  older_segment smallint,
  seen pg_snapshot,
  open xid8[]
)
returns table (
  priority int,
  lane uuid,
  claim_no bigint,
  taken bigint,
  pos_xid xid8,
  pos_seq bigint,
  is_plain boolean
)
language sql
stable
as $$
  select
    l.priority, l.lane, c.claim_no, c.taken, c.pos_xid, c.pos_seq, c.has_passed_all is true and not c.needs_admission
  from (
    values
      (1, (prefix || '0')::uuid), (2, (prefix || '1')::uuid), (3, (prefix || '2')::uuid), (4, (prefix || '3')::uuid)
  ) l (priority, lane)
  left join lateral (
    select
      n.claim_no, n.taken, n.pos_xid, n.pos_seq, n.needs_admission,
      case
        when n.pos_xid < n.prev_xmax then false
        when pg_snapshot_xmin(n.cur) = pg_snapshot_xmax(n.cur) then true
        else not exists (
          select from pg_snapshot_xip(n.cur) x where x < n.pos_xid and pg_visible_in_snapshot(x, seen))
      end as has_passed_all
    from awa_store.claim n
    where n.lane = l.lane and (n.segment = current_segment or n.segment = older_segment)
    order by n.claim_no desc
    limit 1
  ) c on true
  where not c.has_passed_all
    or exists (
      select
      from awa_store.ended_ranges(c.pos_xid, c.pos_seq, open, pg_snapshot_xmax(seen)) w
      cross join lateral (
        select
        from awa_store.ready e
        where e.lane = l.lane and (e.segment = current_segment or e.segment = older_segment)
          and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
        limit 1
      ) e);
$$;

call awa_store.publish('awa_store.lanes_with_work');
