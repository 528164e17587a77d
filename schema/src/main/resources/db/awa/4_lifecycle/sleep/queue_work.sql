-- Whether a claim of the queue would find something: a due job, or an entry beyond the cursor of one of its lanes, or
-- of those of the kinds, null for all; it may be of another kind: then the claim sets it apart. And when its next job
-- is due, null if none or the queue is paused. writes: this transaction may have entered jobs itself.
create or replace function awa_store.queue_work(
  queue text,
  kinds text[],
  writes boolean,
  out has_work boolean,
  out next_due timestamptz
)
language plpgsql
stable
as $$
declare
  v_look record;
  v_open xid8[];
  v_prefix text;
  v_is_plain boolean;
begin
  -- One snapshot for all of it: the function is stable.
  select
    coalesce(q.partitions_ever, 1) as partitions, coalesce(q.paused, false) as is_paused,
    exists (select from awa_store.kind_lane k where k.queue = queue_work.queue) as has_apart, d.run_at,
    g.current_segment, g.older_segment, pg_current_snapshot() as seen
  into v_look
  from awa_store.ring g
  left join awa_store.queue q on q.name = queue_work.queue
  left join awa_store.next_due(queue_work.queue) d on true;
  has_work := false;
  if v_look.is_paused then
    return;
  end if;
  next_due := v_look.run_at;
  if next_due <= awa_store.clock() then
    has_work := true;
    return;
  end if;

  if v_look.partitions = 1 and not v_look.has_apart and not writes and v_look.older_segment is not null then
    if pg_snapshot_xmin(v_look.seen) < pg_snapshot_xmax(v_look.seen) then
      v_open := array(select pg_snapshot_xip(v_look.seen));
    end if;
    v_prefix := awa_store.lane_prefix(awa_store.lane_base(queue_work.queue), 0);
    select l.is_plain into v_is_plain
    from awa_store.lanes_with_work(
      v_prefix, v_look.current_segment, v_look.older_segment, v_look.seen, v_open) l
    limit 1;
    if not found or v_is_plain then
      has_work := found;
      return;
    end if;
  end if;
  has_work := exists (
    select
    from (
      select generate_series(0, v_look.partitions - 1)
      union all
      select k.partition
      from awa_store.kind_lane k
      where k.queue = queue_work.queue and (queue_work.kinds is null or k.kind = any (queue_work.kinds))
    ) p (partition)
    cross join lateral (
      select awa_store.lane(queue_work.queue, p.partition, i) from generate_series(1, 4) i offset 0
    ) l (lane)
    left join lateral (
      select c.* from awa_store.claim c where c.lane = l.lane order by c.claim_no desc limit 1
    ) c on true
    cross join lateral awa_store.lane_peek(
      l.lane, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) k);
end
$$;

call awa_store.plan('awa_store.queue_work', 'probe');
call awa_store.publish('awa_store.queue_work');
