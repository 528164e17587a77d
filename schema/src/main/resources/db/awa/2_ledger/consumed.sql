-- Whether a lane's cursor has passed the entry (xid, seq): the entry lies in an earlier window, or in the present one
-- up to its position. Entries of transactions that the window's snapshot saw in progress are still to come.
create or replace function awa_store.consumed(
  xid xid8,
  seq bigint,
  cursor awa_store.cursor
)
returns boolean
language sql
immutable
as $$
  select pg_visible_in_snapshot(xid, (cursor).cur)
    and (
      (xid, seq) <= ((cursor).pos_xid, (cursor).pos_seq)
      or (xid < (cursor).prev_xmax and xid <> all ((cursor).late)));
$$;

call awa_store.publish('awa_store.consumed');
