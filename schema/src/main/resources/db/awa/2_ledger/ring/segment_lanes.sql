-- The lanes that have entries, or claims, in a segment, after a lane, by one index probe each; no more than most of
-- them.
create or replace function awa_store.segment_lanes(segment int, after uuid default null, most int default null)
returns setof uuid
language plpgsql
stable
as $$
begin
  -- Planned for this segment, so that the other partitions are not looked at.
  return query execute format(
    'with recursive found (lane) as (
      (select r.lane from awa_store.ready_%1$s r where r.lane > $1 order by r.lane limit 1)
      union all
      select n.lane
      from found f
      cross join lateral (select r.lane from awa_store.ready_%1$s r where r.lane > f.lane order by r.lane limit 1) n
    )
    select f.lane from found f limit $2',
    segment_lanes.segment)
  using coalesce(segment_lanes.after, '00000000-0000-0000-0000-000000000000'), segment_lanes.most;
end
$$;

create or replace function awa_store.segment_claim_lanes(segment int, after uuid default null, most int default null)
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
    segment_claim_lanes.segment)
  using coalesce(segment_claim_lanes.after, '00000000-0000-0000-0000-000000000000'), segment_claim_lanes.most;
end
$$;

call awa_store.plan('awa_store.segment_lanes', 'probe');
call awa_store.publish('awa_store.segment_lanes');
call awa_store.plan('awa_store.segment_claim_lanes', 'probe');
call awa_store.publish('awa_store.segment_claim_lanes');
