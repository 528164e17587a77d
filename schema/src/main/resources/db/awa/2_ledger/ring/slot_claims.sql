-- The claims that keep a slot from being drained: with open jobs, and in the slot themselves or with the newest entry
-- of such a job in it.
create or replace function awa_store.slot_claims(slot int)
returns table (claim_id bigint, claim_slot smallint)
language plpgsql
stable
as $$
begin
  return query execute format(
    'with running as materialized (
      -- Few; without this the planner, which knows nothing of a table that grows so fast, may begin with all claims.
      select o.claim_id, o.slot from awa_store.running_claim o
    )
    select c.claim_id, c.slot
    from running o
    cross join lateral (
      select c.* from awa_store.claim c where c.claim_id = o.claim_id and c.slot = o.slot offset 0
    ) c
    where c.slot = $1
      or exists (
        select
        from unnest(c.job_ids) j (job_id)
        join awa_store.ready_%s r on r.job_id = j.job_id
        where not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
          and not exists (
            select
            from awa_store.outcome e
            where e.claim_id = c.claim_id and e.slot = c.slot and j.job_id = any (e.job_ids)))',
    slot_claims.slot)
  using slot_claims.slot;
end
$$;

call awa_store.plan('awa_store.slot_claims', 'walk');
call awa_store.publish('awa_store.slot_claims');
