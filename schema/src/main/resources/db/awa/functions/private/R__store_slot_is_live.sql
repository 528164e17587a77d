-- Whether something in a slot still waits or runs: an entry that the cursor of its lane has not passed, a claim with open
-- jobs, or an entry of such a job.
create or replace function awa_store.slot_is_live(slot int)
returns boolean
language plpgsql
stable
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_live boolean;
begin
  if exists (
    select from awa_store.slot_lanes(slot_is_live.slot) l cross join lateral awa_store.waiting_entries(l, slot_is_live.slot, 1))
  then
    return true;
  end if;
  execute format(
    'select exists (
      select
      from awa_store.running_claim o
      join awa_store.claim c on c.claim_id = o.claim_id and c.slot = o.slot
      where c.slot = $1
        or exists (
          select
          from unnest(c.job_ids) j (job_id)
          join awa_store.ready_%s r on r.job_id = j.job_id
          where j.job_id not in (
            select unnest(e.job_ids) from awa_store.outcome e where e.claim_id = c.claim_id and e.slot = c.slot)))',
    slot_is_live.slot)
  into v_live using slot_is_live.slot;
  return v_live;
end
$$;

call awa_store.publish('awa_store.slot_is_live');
