-- Whether something in a slot still waits or runs: an entry that the cursor of its lane has not passed, a claim with open
-- jobs, or the entry of such a job.
create or replace function awa_store.slot_is_live(slot int)
returns boolean
language plpgsql
stable
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return exists (
      select
      from awa_store.slot_lanes(slot_is_live.slot) l
      cross join lateral awa_store.waiting_entries(l, slot_is_live.slot, 1))
    or exists (select from awa_store.slot_claims(slot_is_live.slot));
end
$$;

call awa_store.publish('awa_store.slot_is_live');
