-- Whether a lane's cursor has passed the entry (xid, seq): the entry lies in an earlier window, or in the present one
-- up to its position. Entries of transactions that the window's snapshot saw in progress are still to come.
create or replace function awa_store.consumed(
  xid xid8,
  seq bigint,
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns boolean
language sql
immutable
as $$
  select pg_visible_in_snapshot(xid, cur)
    and ((xid, seq) <= (pos_xid, pos_seq) or (xid < prev_xmax and xid <> all (late)));
$$;

call awa_store.publish('awa_store.consumed');
