-- Deletes withdrawn entries that the cursors have passed, at most so many; returns how many.
create or replace function awa_store.forget_withdrawn(max_rows int)
returns int
language plpgsql
volatile
as $$
declare
  v_lane uuid := '00000000-0000-0000-0000-000000000000';
  v_left int := forget_withdrawn.max_rows;
  v_count int;
begin
  -- Lane by lane, and in each only up to its cursor: however many wait to be passed, they are not looked at.
  while v_left > 0 loop
    select w.lane into v_lane from awa_store.withdrawn w where w.lane > v_lane order by w.lane limit 1;
    exit when not found;
    delete from awa_store.withdrawn w
    where w.ctid = any (array(
      select t.ctid
      from (select c.* from awa_store.claim c where c.lane = v_lane order by c.claim_no desc limit 1) c
      cross join lateral (
        select t.ctid
        from awa_store.withdrawn t
        where t.lane = v_lane and t.xid <= greatest(c.prev_xmax, c.pos_xid)
          and awa_store.consumed(t.xid, t.seq, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor)
        order by t.xid, t.seq
        limit v_left
        for update skip locked
      ) t));
    get diagnostics v_count = row_count;
    v_left := v_left - v_count;
  end loop;
  return forget_withdrawn.max_rows - v_left;
end
$$;

call awa_store.plan('awa_store.forget_withdrawn', 'probe');
call awa_store.publish('awa_store.forget_withdrawn');
