-- When the first entry that a lane's cursor has not passed became due; null if there is none. Reads what is committed
-- and takes no lock: an entry that another session is just claiming may be seen, one that nobody claimed is never missed.
-- The cursor (null: never claimed) is that of the lane's newest claim. Runs with the plan settings of its callers.
create or replace function awa_store.lane_peek(
  queue text,
  partition int,
  priority int,
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns timestamptz
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_from xid8 := coalesce(lane_peek.prev_xmax, '0');
  v_pos_xid xid8 := coalesce(lane_peek.pos_xid, '0');
  v_pos_seq bigint := coalesce(lane_peek.pos_seq, 0);
  v_run_at timestamptz;
begin
  select r.run_at into v_run_at
  from awa_store.ready r
  where r.queue = lane_peek.queue and r.partition = lane_peek.partition and r.priority = lane_peek.priority
    and r.xid >= v_from and (r.xid, r.seq) > (v_pos_xid, v_pos_seq)
    and not exists (
      select from awa_store.withdrawn w
      where w.queue = lane_peek.queue and w.partition = lane_peek.partition and w.priority = lane_peek.priority
        and w.xid = r.xid and w.seq = r.seq)
  order by r.xid, r.seq
  limit 1;
  if found or lane_peek.cur is null then
    return v_run_at;
  end if;
  select r.run_at into v_run_at
  from (
    select x, '0'::xid8, 0 from pg_snapshot_xip(lane_peek.cur) x
    union all
    select x, v_pos_xid, v_pos_seq from unnest(lane_peek.late) x
  ) l (xid, pos_xid, pos_seq)
  cross join lateral (
    select e.run_at, e.xid, e.seq
    from awa_store.ready e
    where e.queue = lane_peek.queue and e.partition = lane_peek.partition and e.priority = lane_peek.priority
      and e.xid = l.xid and (e.xid, e.seq) > (l.pos_xid, l.pos_seq)
      and not exists (
        select from awa_store.withdrawn w
        where w.queue = lane_peek.queue and w.partition = lane_peek.partition and w.priority = lane_peek.priority
          and w.xid = e.xid and w.seq = e.seq)
    limit 1
  ) r
  limit 1;
  return v_run_at;
end
$$;

call awa_store.publish('awa_store.lane_peek');
