-- Truncates a drained slot whose history is due; false, and nothing done, if somebody is in the way: a reader or writer of
-- its partitions (waited for 5 ms, since claims queue up behind a waiting TRUNCATE), a lane that is just being claimed
-- from, or an entry that has come to live in it after all.
create or replace function awa_store.reclaim_slot(slot int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set lock_timeout = '5 ms'
as $$
declare
  v_current smallint := (select r.current_slot from awa_store.ring r);
  v_lane bigint;
begin
  begin
    execute format(
      'lock table awa_store.ready_%1$s, awa_store.claim_%1$s, awa_store.outcome_%1$s in access exclusive mode',
      reclaim_slot.slot);
  exception when lock_not_available then
    return false;
  end;
  -- An enqueue that was open when the slot was found drained may have committed since.
  if awa_store.slot_is_live(reclaim_slot.slot) then
    update awa_store.slot t set drained_at = null where t.slot = reclaim_slot.slot;
    return false;
  end if;
  -- A lane keeps its cursor as long as it has entries anywhere: those that the cursor has passed must stay passed.
  for v_lane in
    execute format('select distinct c.lane from awa_store.claim_%s c where c.lane is not null', reclaim_slot.slot)
  loop
    continue when exists (
      select from awa_store.claim c where c.lane = v_lane and c.slot <> reclaim_slot.slot);
    continue when not exists (select from awa_store.ready r where r.lane = v_lane and r.slot <> reclaim_slot.slot);
    if not pg_try_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_key(v_lane)) then
      return false;
    end if;
    insert into awa_store.claim (
      claim_id, turn, lane, claimed_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, slot, has_unique, queue, cur, late,
      job_ids)
    select
      nextval('awa_store.claim_seq'), c.turn, c.lane, c.claimed_at, c.worker_id, c.prev_xmax, c.pos_xid, c.pos_seq, c.taken, v_current, false, c.queue,
      c.cur, c.late, '{}'
    from awa_store.claim c
    where c.lane = v_lane
    order by c.turn desc
    limit 1;
  end loop;
  -- Counts of lanes that go on from entries which are truncated, or from the cursor of a lane that is gone.
  execute format(
    'delete from awa_store.lane_count n
    where exists (select from awa_store.ready_%s r where r.lane = n.lane and r.xid >= pg_snapshot_xmin(n.counted))
      or not exists (select from awa_store.ready r where r.lane = n.lane and r.slot <> $1)',
    reclaim_slot.slot)
  using reclaim_slot.slot;
  execute format(
    'truncate awa_store.ready_%1$s, awa_store.claim_%1$s, awa_store.outcome_%1$s', reclaim_slot.slot);
  update awa_store.slot t
  set opened_at = null, sealed_at = null, drained_at = null, retry_at = null, tries = 0, archive_lane = null,
    archive_xid = null, archive_seq = null
  where t.slot = reclaim_slot.slot;
  return true;
end
$$;

call awa_store.publish('awa_store.reclaim_slot');
