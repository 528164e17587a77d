-- The claims with open jobs: those that tick watches, and the recent ones that it has not come to yet.
create or replace view awa_store.running_claim as
select o.claim_id, o.segment, o.worker_id, o.claimed_at
from awa_store.open_claim o
where not exists (select from awa_store.outcome e where e.claim_id = o.claim_id and e.segment = o.segment and e.is_last)
union all
select c.claim_id, c.segment, c.worker_id, c.claimed_at
from (
  select c.* from awa_store.claim c where c.xid >= (select pg_snapshot_xmax(w.passed) from awa_store.watch w)
  union all
  select c.*
  from pg_snapshot_xip((select w.passed from awa_store.watch w)) x
  join awa_store.claim c on c.xid = x
) c
where c.job_ids <> '{}'
  and not exists (select from awa_store.outcome e where e.claim_id = c.claim_id and e.segment = c.segment and e.is_last)
  and not exists (select from awa_store.open_claim o where o.claim_id = c.claim_id);

call awa_store.take_ownership('awa_store.running_claim');
