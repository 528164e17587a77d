-- The claims that keep a segment from being drained: with open jobs, and in the segment themselves or with the newest
-- entry of such a job in it.
create or replace function awa_store.segment_claims(segment int)
returns table (claim_id bigint, claim_segment smallint)
language plpgsql
stable
as $$
begin
  return query execute format(
    'with running as materialized (
      -- Few; without this the planner, which knows nothing of a table that grows so fast, may begin with all claims.
      select o.claim_id, o.segment from awa_store.running_claim o
    )
    select c.claim_id, c.segment
    from running o
    cross join lateral (
      select c.* from awa_store.claim c where c.claim_id = o.claim_id and c.segment = o.segment offset 0
    ) c
    where c.segment = $1
      or exists (
        select
        from unnest(c.job_ids) j (job_id)
        join awa_store.ready_%s r on r.job_id = j.job_id
        where not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
          and not exists (
            select
            from awa_store.outcome e
            where e.claim_id = c.claim_id and e.segment = c.segment and j.job_id = any (e.job_ids)))',
    segment_claims.segment)
  using segment_claims.segment;
end
$$;

call awa_store.plan('awa_store.segment_claims', 'walk');
call awa_store.publish('awa_store.segment_claims');
