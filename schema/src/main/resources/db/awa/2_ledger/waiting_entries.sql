-- The first entries of a lane in a segment that its cursor has not passed, committed ones, withdrawn ones included.
create or replace function awa_store.waiting_entries(lane uuid, segment int, max_entries int)
returns table (xid xid8, seq bigint)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_at awa_store.claim;
begin
  select c.* into v_at
  from awa_store.claim c
  where c.lane = waiting_entries.lane
  order by c.claim_no desc
  limit 1;
  -- As in lane_peek: what lies behind the position, what the window's snapshot saw in progress, what is newer.
  return query execute format(
    'select r.xid, r.seq
    from (
      select w.* from awa_store.window_ranges(row($1, $2, $3, $4, $5)::awa_store.cursor) w
      union all
      select x, 0, (x::text::bigint + 1)::text::xid8 from pg_snapshot_xip($6) x
      union all
      select pg_snapshot_xmax($3), 0, ''18446744073709551615''
    ) w
    cross join lateral (
      select e.xid, e.seq
      from awa_store.ready_%s e
      where e.lane = $7 and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
      order by e.xid, e.seq
      limit $8
    ) r
    where awa_store.consumed(r.xid, r.seq, row($1, $2, $6, $4, $5)::awa_store.cursor) is not true
    limit $8', waiting_entries.segment)
  using coalesce(v_at.prev_xmax, '0'), coalesce(v_at.late, '{}'), v_now, coalesce(v_at.pos_xid, '0'),
    coalesce(v_at.pos_seq, 0), v_at.cur, waiting_entries.lane, waiting_entries.max_entries;
end
$$;

call awa_store.plan('awa_store.waiting_entries', 'probe');
call awa_store.publish('awa_store.waiting_entries');
