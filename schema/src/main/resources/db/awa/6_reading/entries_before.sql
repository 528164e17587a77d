-- How many entries of a lane are claimed before this one, no more than most; withdrawn ones are not counted.
create or replace function awa_store.entries_before(lane uuid, xid xid8, seq bigint, most int)
returns bigint
language plpgsql
stable
as $$
begin
  return (
    select count(*)
    from (
      select
      from (select) one
      left join lateral awa_store.newest_claim(entries_before.lane) c on true
      cross join lateral awa_store.waiting_ranges(
        row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) w
      join awa_store.ready r on r.lane = entries_before.lane
        and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
        and (r.xid, r.seq) < (entries_before.xid, entries_before.seq)
      where not exists (
        select from awa_store.withdrawn t where t.lane = r.lane and t.xid = r.xid and t.seq = r.seq)
      limit most
    ) e);
end
$$;

-- Workers that claim from a queue and have not been silent for too long.
create or replace function awa_store.living_workers(queue text)
returns setof awa_store.worker
language sql
stable
as $$
  select w.*
  from awa_store.worker w
  where living_workers.queue = any (w.queues) and w.lost_at is null
    and w.heartbeat_at + w.dead_after >= awa_store.clock();
$$;

call awa_store.plan('awa_store.entries_before', 'walk');
call awa_store.publish('awa_store.entries_before');
call awa_store.publish('awa_store.living_workers');
