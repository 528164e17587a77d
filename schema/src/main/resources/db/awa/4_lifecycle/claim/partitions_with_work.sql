-- The partitions of a queue in which a claim may find something, about so many, among those from the place on: the
-- partitions, in a circle from the first one on, have the places 0 to partitions - 1. next_place: where to look for
-- more; partitions: nowhere. An entry that another session is just claiming may be one of them, one that nobody claimed
-- always is. Partitions without entries cost nothing.
create or replace function awa_store.partitions_with_work(
  base text,
  partitions int,
  first int,
  place int,
  most int,
  out todo int[],
  out next_place int
)
language plpgsql
stable
as $$
declare
  v_from int;
  v_until int;
  v_after uuid;
  v_last uuid;
  v_lanes bigint;
  v_seen pg_snapshot := pg_current_snapshot();
  v_open xid8[];
  v_segments smallint[] := awa_store.waiting_segments();
begin
  if pg_snapshot_xmin(v_seen) < pg_snapshot_xmax(v_seen) then
    v_open := array(select pg_snapshot_xip(v_seen));
  end if;
  todo := '{}';
  next_place := place;
  -- To the last partition, and then from 0 on to the one before the first.
  while next_place < partitions and todo = '{}' loop
    v_from := (first + next_place) % partitions;
    v_until := case when v_from < first then first else partitions end - 1;
    v_after := case when v_from = 0 then (base || '0000')::uuid else awa_store.lane_in(base, v_from - 1, 4) end;
    v_last := awa_store.lane_in(base, v_until, 4);
    select coalesce(array_agg(distinct w.partition), '{}'), count(*) into todo, v_lanes
    from (
      select awa_store.lane_partition(l.lane) as partition
      from awa_store.lanes_between(v_after, v_last) l
      -- In whatever segment: where a running job was carried forward, the cursor has stayed behind.
      left join lateral awa_store.newest_claim(l.lane) c on true
      where exists (
        select
        from (
          -- Of the ids that an earlier snapshot saw in progress, those that have ended; then what lies behind.
          select w.from_xid, w.from_seq, w.below
          from awa_store.waiting_ranges(row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) w
          where w.below < '18446744073709551615' and pg_visible_in_snapshot(w.from_xid, v_seen)
          union all
          select w.from_xid, w.from_seq, w.below
          from awa_store.ended_ranges(
            greatest(c.prev_xmax, c.pos_xid),
            case when c.pos_xid >= c.prev_xmax then c.pos_seq else 0 end, v_open, '18446744073709551615') w
        ) w
        cross join lateral (
          select
          from awa_store.ready e
          where e.lane = l.lane and e.segment in (v_segments[1], v_segments[2], v_segments[3], v_segments[4])
            and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
          limit 1
        ) e
      )
      limit most
    ) w;
    -- Fewer than were asked for: there are no others.
    next_place := next_place + case when v_lanes < most then v_until else todo[cardinality(todo)] end - v_from + 1;
  end loop;
end
$$;

call awa_store.plan('awa_store.partitions_with_work', 'walk');
call awa_store.publish('awa_store.partitions_with_work');
