-- The lanes that have entries, or claims, in a slot, after a lane, by one index probe each; no more than most of them.
create or replace function awa_store.slot_lanes(slot int, after uuid default null, most int default null)
returns setof uuid
language plpgsql
stable
as $$
begin
  -- Planned for this slot, so that the other partitions are not looked at.
  return query execute format(
    'with recursive found (lane) as (
      (select r.lane from awa_store.ready_%1$s r where r.lane > $1 order by r.lane limit 1)
      union all
      select n.lane
      from found f
      cross join lateral (select r.lane from awa_store.ready_%1$s r where r.lane > f.lane order by r.lane limit 1) n
    )
    select f.lane from found f limit $2',
    slot_lanes.slot)
  using coalesce(slot_lanes.after, '00000000-0000-0000-0000-000000000000'), slot_lanes.most;
end
$$;

create or replace function awa_store.slot_claim_lanes(slot int, after uuid default null, most int default null)
returns setof uuid
language plpgsql
stable
as $$
begin
  return query execute format(
    'with recursive found (lane) as (
      (select c.lane from awa_store.claim_%1$s c where c.lane > $1 order by c.lane limit 1)
      union all
      select n.lane
      from found f
      cross join lateral (select c.lane from awa_store.claim_%1$s c where c.lane > f.lane order by c.lane limit 1) n
    )
    select f.lane from found f limit $2',
    slot_claim_lanes.slot)
  using coalesce(slot_claim_lanes.after, '00000000-0000-0000-0000-000000000000'), slot_claim_lanes.most;
end
$$;

call awa_store.plan('awa_store.slot_lanes', 'probe');
call awa_store.publish('awa_store.slot_lanes');
call awa_store.plan('awa_store.slot_claim_lanes', 'probe');
call awa_store.publish('awa_store.slot_claim_lanes');
