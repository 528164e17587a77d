-- Where entries wait, for the view jobs: what the cursor of each lane has not passed, as ranges, see waiting_ranges.
-- Withdrawn entries are among them. Views call it as whoever reads them.
create or replace function awa_store.lanes_waiting()
returns table (lane uuid, from_xid xid8, from_seq bigint, below xid8)
rows 10
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  select f.lane, w.from_xid, w.from_seq, w.below
  from awa_store.lanes_of_queue(null) f
  left join lateral (
    select c.* from awa_store.claim c where c.lane = f.lane order by c.claim_no desc limit 1
  ) h on true
  cross join lateral awa_store.waiting_ranges(
    row(h.prev_xmax, h.late, h.cur, h.pos_xid, h.pos_seq)::awa_store.cursor) w;
end
$$;

call awa_store.plan('awa_store.lanes_waiting', 'walk');
call awa_store.publish('awa_store.lanes_waiting', 'awa_operator', 'awa_observer');
