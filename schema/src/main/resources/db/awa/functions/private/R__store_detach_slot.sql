-- What has to be done before a drained slot can be truncated, by itself, so that nobody waits for it: a lane whose cursor
-- lies in this slot alone keeps it as long as it has entries elsewhere, since those that the cursor has passed must stay
-- passed. What is left of the marks of withdrawn entries that cursors have passed goes before the cursors do. True if no
-- cursor had to be kept.
create or replace function awa_store.detach_slot(slot int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
#variable_conflict use_column
declare
  v_kept int;
begin
  insert into awa_store.claim (
    claim_id, turn, lane, claimed_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, slot, has_unique, queue, cur, late,
    job_ids)
  select
    nextval('awa_store.claim_seq'), c.turn, c.lane, c.claimed_at, c.worker_id, c.prev_xmax, c.pos_xid, c.pos_seq, c.taken,
    g.current_slot, false, c.queue, c.cur, c.late, '{}'
  from awa_store.slot_claim_lanes(detach_slot.slot) l
  cross join lateral (
    select n.* from awa_store.claim n where n.lane = l order by n.turn desc limit 1
  ) c
  cross join awa_store.ring g
  where not exists (select from awa_store.claim n where n.lane = l and n.slot <> detach_slot.slot)
    and exists (select from awa_store.ready r where r.lane = l and r.slot <> detach_slot.slot);
  get diagnostics v_kept = row_count;
  delete from awa_store.withdrawn w
  where (w.lane, w.xid, w.seq) in (
    select t.lane, t.xid, t.seq
    from awa_store.slot_claim_lanes(detach_slot.slot) l
    cross join lateral (
      select n.* from awa_store.claim n where n.lane = l order by n.turn desc limit 1
    ) c
    join awa_store.withdrawn t on t.lane = l
    where awa_store.consumed(t.xid, t.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq));
  return v_kept = 0;
end
$$;

call awa_store.publish('awa_store.detach_slot');
