-- Marks a claim as one without open jobs, by an empty outcome: the last of its jobs were settled side by side, or it is
-- carried on elsewhere. Only for who has the claim's lock alone.
create or replace function awa_store.close_claim(claim_id bigint, segment smallint)
returns void
language sql
volatile
as $$
  insert into awa_store.outcome (claim_id, settled_at, step, jobs, segment, is_last, state, queue, job_ids)
  select
    c.claim_id, awa_store.clock(),
    case
      -- The number that a settle of its only job would take.
      when cardinality(c.job_ids) = 1 and not e.has_first then 1
      else e.lowest - 1
    end,
    0, c.segment, true, 'released', c.queue, '{}'
  from awa_store.claim c
  cross join lateral (
    select least(min(e.step), 0) as lowest, coalesce(bool_or(e.step = 1), false) as has_first
    from awa_store.outcome e
    where e.claim_id = c.claim_id and e.segment = c.segment
  ) e
  where c.claim_id = close_claim.claim_id and c.segment = close_claim.segment;
$$;

call awa_store.publish('awa_store.close_claim');
