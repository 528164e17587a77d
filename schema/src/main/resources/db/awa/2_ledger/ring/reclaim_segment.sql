-- Truncates a drained segment whose history is due and that detach_segment has nothing to do in. False, and nothing
-- done, if a reader or writer of its partitions is in the way, since claims queue up behind a waiting TRUNCATE: each is
-- waited for for 5 ms. A segment that was entered since it was drained is not truncated: its time begins anew.
create or replace function awa_store.reclaim_segment(segment int)
returns boolean
language plpgsql
volatile
set lock_timeout = '5 ms'
as $$
declare
  v_lane uuid;
  v_entered boolean;
begin
  -- Counts of lanes that would go on from entries which are truncated, or from a cursor that is gone. What else there
  -- is to do goes before the locks.
  for v_lane in select n.lane from awa_store.lane_count n loop
    execute format(
      'delete from awa_store.lane_count n
      where n.lane = $1
        and (
          not exists (select from awa_store.ready r where r.lane = $1 and r.segment <> $2)
          or not exists (select from awa_store.claim c where c.lane = $1 and c.segment <> $2)
          or exists (
            select
            from awa_store.waiting_ranges(row(n.prev_xmax, n.late, n.cur, n.pos_xid, n.pos_seq)::awa_store.cursor) w
            cross join lateral (
              select
              from awa_store.ready_%s r
              where r.lane = $1 and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
              order by r.xid, r.seq
              limit 1
            ) r))',
      reclaim_segment.segment)
    using v_lane, reclaim_segment.segment;
  end loop;
  begin
    -- Most in use first.
    execute format(
      'lock table awa_store.claim_%1$s, awa_store.outcome_%1$s, awa_store.ready_%1$s in access exclusive mode',
      reclaim_segment.segment);
    -- From here on nobody else can enter it.
    v_entered := awa_store.segment_was_entered(
      reclaim_segment.segment, (select t.drained from awa_store.segment t where t.segment = reclaim_segment.segment));
    if not v_entered then
      execute format(
        'truncate awa_store.claim_%1$s, awa_store.outcome_%1$s, awa_store.ready_%1$s', reclaim_segment.segment);
    end if;
  exception when lock_not_available then
    return false; -- autovacuum may hold a TOAST table
  end;
  update awa_store.segment t
  set opened_at = case when v_entered then t.opened_at end, sealed_at = case when v_entered then t.sealed_at end,
    drained_at = null, drained = null, entrants = null, retry_at = null, tries = 0, archive_job = null,
    archive_queue = null, archive_at = null, lane_mark = null, seen = null, borrowers = null, borrower_mark = null,
    kept_by = null
  where t.segment = reclaim_segment.segment;
  if v_entered then
    perform awa_store.note_older_segment();
  else
    -- Settled while tick was putting them under watch.
    delete from awa_store.open_claim o where o.segment = reclaim_segment.segment;
  end if;
  return true;
end
$$;

call awa_store.plan('awa_store.reclaim_segment', 'probe');
call awa_store.publish('awa_store.reclaim_segment');
