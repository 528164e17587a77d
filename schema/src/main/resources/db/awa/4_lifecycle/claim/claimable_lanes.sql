-- The lanes of a partition that have something to claim, in the order in which a claim takes from them: by priority,
-- and before that, with is_ahead, those that have waited until they count as urgent as the most urgent one, the one
-- that waits longest first. handed_out: how many entries of the partition have been claimed so far. One select, so that
-- it is planned as part of claim_jobs.
create or replace function awa_store.claimable_lanes(base text, partition int, now timestamptz, aging interval)
returns table (
  priority int,
  lane uuid,
  claim_no bigint,
  taken bigint,
  needs_admission boolean,
  cursor awa_store.cursor,
  in_window boolean,
  handed_out numeric,
  is_ahead boolean
)
language sql
stable
as $$
  select h.priority, h.lane, h.claim_no, h.taken, h.needs_admission, h.cursor, h.in_window, h.handed_out, a.is_ahead
  from (
    select
      l.priority, l.lane, c.claim_no, c.taken, c.needs_admission, k.waits_since, k.in_window,
      row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor as cursor,
      coalesce(sum(c.taken) over (), 0) as handed_out,
      min(l.priority) filter (where k.in_window is not null) over () as most_urgent,
      greatest(
        1,
        l.priority - coalesce(
          floor((extract(epoch from now) - extract(epoch from k.waits_since)) / extract(epoch from aging)), 0)
      ) as urgency
    from (
      select p, awa_store.lane_in(base, partition, p) from generate_series(1, 4) p offset 0
    ) l (priority, lane)
    left join lateral awa_store.newest_claim(l.lane) c on true
    left join lateral awa_store.lane_peek(
      l.lane, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) k on true
    offset 0
  ) h
  cross join (values (true), (false)) a (is_ahead)
  where h.in_window is not null and (not a.is_ahead or h.urgency <= h.most_urgent and h.priority > h.most_urgent)
  order by
    a.is_ahead desc, case when a.is_ahead then h.urgency end, case when a.is_ahead then h.waits_since end, h.priority;
$$;

call awa_store.publish('awa_store.claimable_lanes');
