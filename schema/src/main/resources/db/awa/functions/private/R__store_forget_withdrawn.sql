-- Deletes withdrawn entries that the cursors have passed; at most 1000 of them.
create or replace function awa_store.forget_withdrawn()
returns void
language plpgsql
volatile
as $$
begin
  delete from awa_store.withdrawn w
  where (w.lane, w.xid, w.seq) in (
    select w.lane, w.xid, w.seq
    from awa_store.withdrawn w
    cross join lateral (
      select c.*
      from awa_store.claim c
      where c.lane = w.lane
      order by c.turn desc
      limit 1
    ) c
    where awa_store.consumed(w.xid, w.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)
    limit 1000
    for update of w skip locked);
end
$$;

call awa_store.publish('awa_store.forget_withdrawn');
