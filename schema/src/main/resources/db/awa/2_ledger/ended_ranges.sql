-- The entries of a lane beyond a position whose transactions had ended when a snapshot was taken, as ranges in claiming
-- order: (xid, seq) beyond (from_xid, from_seq) and xid < below. open: the ids in progress of that snapshot, null for
-- none; xmax: its end. A range has no id in progress in it, so that nobody walks the entries of a bulk load before it
-- commits, and its entries are those that the snapshot sees. The position (nulls: the beginning) must be of a
-- transaction that had ended.
create or replace function awa_store.ended_ranges(pos_xid xid8, pos_seq bigint, open xid8[], xmax xid8)
returns table (from_xid xid8, from_seq bigint, below xid8)
language sql
immutable
as $$
  select r.from_xid, r.from_seq, r.below
  from (
    select
      case when n = 0 or open[n] <= pos_xid then coalesce(pos_xid, '0') else open[n] end as from_xid,
      case when n = 0 or open[n] <= pos_xid then coalesce(pos_seq, 0) else 9223372036854775807 end as from_seq,
      coalesce(open[n + 1], xmax) as below
    from generate_series(0, coalesce(cardinality(open), 0)) n
    where (coalesce(open[n + 1], xmax) <= pos_xid) is not true
    offset 0
  ) r;
$$;

call awa_store.publish('awa_store.ended_ranges');
