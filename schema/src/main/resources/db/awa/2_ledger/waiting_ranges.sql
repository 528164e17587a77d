-- The entries of a lane that its cursor has not passed, as ranges which have none in common: (xid, seq) beyond
-- (from_xid, from_seq) and xid < below. What is left of the late ids; ids before the cursor's position that the
-- window's snapshot saw in progress; and all from the position on. A lane that was never claimed from (nulls) is one
-- range.
create or replace function awa_store.waiting_ranges(cursor awa_store.cursor)
returns table (from_xid xid8, from_seq bigint, below xid8)
language sql
immutable
as $$
  select l, case when l = (cursor).pos_xid then (cursor).pos_seq else 0 end, (l::text::bigint + 1)::text::xid8
  from unnest((cursor).late) l
  where l >= (cursor).pos_xid
  union all
  select x, 0, (x::text::bigint + 1)::text::xid8
  from pg_snapshot_xip((cursor).cur) x
  where x < greatest((cursor).prev_xmax, (cursor).pos_xid)
  union all
  select
    coalesce(greatest((cursor).prev_xmax, (cursor).pos_xid), '0'),
    case when (cursor).pos_xid >= (cursor).prev_xmax then (cursor).pos_seq else 0 end, '18446744073709551615'::xid8;
$$;

call awa_store.publish('awa_store.waiting_ranges');
