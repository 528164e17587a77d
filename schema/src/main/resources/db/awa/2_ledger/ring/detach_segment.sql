-- What has to be done before a drained segment can be truncated, by itself, so that nobody waits for it: a lane whose
-- cursor lies in this segment alone keeps it as long as it has entries elsewhere, since those that the cursor has
-- passed must stay passed. What is left of the marks of withdrawn entries that cursors have passed goes before the
-- cursors do. is_done if no cursor had to be kept; mark: the last lane that it came to before time was over, null at
-- the end.
create or replace function awa_store.detach_segment(
  segment int,
  after uuid,
  until timestamptz,
  out is_done boolean,
  out mark uuid
)
language plpgsql
volatile
as $$
declare
  v_lane uuid;
begin
  is_done := true;
  loop
    v_lane := null;
    for v_lane in
      select l from awa_store.segment_claim_lanes(detach_segment.segment, coalesce(mark, detach_segment.after), 100) l
    loop
      if clock_timestamp() > until and mark is not null then
        is_done := false;
        return;
      end if;
      mark := v_lane;
      -- One lane at a time: each is a probe of an index, whatever the planner thinks of tables that grew so fast.
      delete from awa_store.withdrawn w
      where w.ctid = any (array(
        select t.ctid
        from (select c.* from awa_store.claim c where c.lane = v_lane order by c.claim_no desc limit 1) c
        cross join lateral (
          select t.ctid
          from awa_store.withdrawn t
          where t.lane = v_lane and t.xid <= greatest(c.prev_xmax, c.pos_xid)
            and awa_store.consumed(
              t.xid, t.seq, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor)
          order by t.xid, t.seq
        ) t));
      continue when exists (
        select from awa_store.claim n where n.lane = v_lane and n.segment <> detach_segment.segment);
      continue when not exists (
        select from awa_store.ready r where r.lane = v_lane and r.segment <> detach_segment.segment);
      -- Who claims looks for the cursor in the current segment first, so nobody may be moving it meanwhile.
      if not pg_try_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_lock_id(v_lane)) then
        is_done := false;
        continue;
      end if;
      insert into awa_store.claim (
        claim_id, claim_no, lane, claimed_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, segment, has_keys, queue,
        cur, late, job_ids)
      select
        nextval('awa_store.claim_seq'), c.claim_no, c.lane, c.claimed_at, c.worker_id, c.prev_xmax, c.pos_xid,
        c.pos_seq, c.taken, g.current_segment, false, c.queue, c.cur, c.late, '{}'
      from (select n.* from awa_store.claim n where n.lane = v_lane order by n.claim_no desc limit 1) c
      cross join awa_store.ring g;
      is_done := false;
    end loop;
    exit when v_lane is null;
  end loop;
  mark := null;
end
$$;

call awa_store.plan('awa_store.detach_segment', 'probe');
call awa_store.publish('awa_store.detach_segment');
