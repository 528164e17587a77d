-- Which claims the view jobs has to look at for running jobs, together with those from looked_until() on: the ones that
-- tick watches, and those of the transactions which were in progress when it last looked. Views call them as whoever
-- reads them.
create or replace function awa_store.watched_claims()
returns setof awa_store.claim
rows 10
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_passed pg_snapshot := (select w.passed from awa_store.watch w);
begin
  return query
  select c.*
  from awa_store.open_claim o
  cross join lateral (
    select c.* from awa_store.claim c where c.claim_id = o.claim_id and c.segment = o.segment offset 0
  ) c
  where pg_visible_in_snapshot(c.xid, v_passed)
  union all
  select c.*
  from pg_snapshot_xip(v_passed) x
  join awa_store.claim c on c.xid = x;
end
$$;

-- Up to which transaction tick has looked through the claims. A function, since the planner asks a stable one for its
-- value and then knows how few claims have come since; dear, so that it is called once for an index and not for each
-- row.
create or replace function awa_store.looked_until()
returns xid8
language plpgsql
stable
security definer
cost 1000
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select pg_snapshot_xmax(w.passed) from awa_store.watch w);
end
$$;

call awa_store.plan('awa_store.watched_claims', 'walk');
call awa_store.publish('awa_store.watched_claims', 'awa_operator', 'awa_observer');
call awa_store.publish('awa_store.looked_until', 'awa_operator', 'awa_observer');
