-- The newest claim of a lane, which holds its cursor. One select, so that it is planned as part of its callers.
create or replace function awa_store.newest_claim(lane uuid)
returns setof awa_store.claim
language sql
stable
as $$
  select c.* from awa_store.claim c where c.lane = newest_claim.lane order by c.claim_no desc limit 1;
$$;

call awa_store.publish('awa_store.newest_claim');
