-- Whether a claim of the queue would find something: a due job, or an entry beyond the cursor of one of its lanes, or
-- of those of the kinds, null for all. It may be of another kind: then the claim sets it apart.
create or replace function awa_store.has_work(queue text, kinds text[])
returns boolean
language plpgsql
stable
as $$
declare
  v_partitions int;
  v_paused boolean;
begin
  select q.partitions_ever, q.paused into v_partitions, v_paused
  from awa_store.queue q
  where q.name = has_work.queue;
  if v_paused then
    return false;
  end if;
  if exists (select from awa_store.next_due(has_work.queue) d where d.run_at <= awa_store.clock()) then
    return true;
  end if;
  return exists (
    select
    from (
      select generate_series(0, coalesce(v_partitions, 1) - 1)
      union all
      select k.partition
      from awa_store.kind_lane k
      where k.queue = has_work.queue and (has_work.kinds is null or k.kind = any (has_work.kinds))
    ) p (partition)
    cross join lateral (
      select awa_store.lane(has_work.queue, p.partition, i) from generate_series(1, 4) i offset 0
    ) l (lane)
    left join lateral (
      select c.* from awa_store.claim c where c.lane = l.lane order by c.claim_no desc limit 1
    ) c on true
    cross join lateral awa_store.lane_peek(
      l.lane, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) k);
end
$$;

call awa_store.plan('awa_store.has_work', 'probe');
call awa_store.publish('awa_store.has_work');
