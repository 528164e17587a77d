-- The claims that one snapshot sees and an earlier one does not.
create or replace function awa_store.claims_between(earlier pg_snapshot, later pg_snapshot)
returns setof awa_store.claim
language sql
stable
as $$
  select c.*
  from awa_store.claim c
  where c.xid >= pg_snapshot_xmax(earlier) and c.xid < pg_snapshot_xmax(later) and pg_visible_in_snapshot(c.xid, later)
  union all
  select c.*
  from pg_snapshot_xip(earlier) x
  join awa_store.claim c on c.xid = x
  where pg_visible_in_snapshot(x, later);
$$;

call awa_store.publish('awa_store.claims_between');
