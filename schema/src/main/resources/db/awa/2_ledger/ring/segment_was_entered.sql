-- Whether entries or claims have come to a segment that a snapshot does not see: of a transaction that began before the
-- segment was sealed, or with a snapshot from that time.
create or replace function awa_store.segment_was_entered(segment int, since pg_snapshot)
returns boolean
language plpgsql
stable
as $$
declare
  v_entered boolean;
begin
  execute format(
    'with late (from_xid, below) as materialized (
      select x, (x::text::bigint + 1)::text::xid8 from pg_snapshot_xip($1) x
      union all
      select pg_snapshot_xmax($1), ''18446744073709551615''
    )
    select
      exists (select from late t join awa_store.claim_%1$s c on c.xid >= t.from_xid and c.xid < t.below)
      or exists (
        select
        from awa_store.segment_lanes($2) l
        cross join late t
        -- Ordered, so that it is one index probe each, whatever the planner thinks of a table that grew so fast.
        cross join lateral (
          select
          from awa_store.ready_%1$s r
          where r.lane = l and r.xid >= t.from_xid and r.xid < t.below
          order by r.xid
          limit 1
        ) r)',
    segment_was_entered.segment)
  into v_entered using segment_was_entered.since, segment_was_entered.segment;
  return v_entered;
end
$$;

call awa_store.plan('awa_store.segment_was_entered', 'walk');
call awa_store.publish('awa_store.segment_was_entered');
