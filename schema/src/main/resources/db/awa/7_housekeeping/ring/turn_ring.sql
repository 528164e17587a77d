-- One bounded step of the ring: seals the current segment when its time is over and the next one is free; looks which
-- sealed segments nobody can enter any more, and which of those are drained; carries forward what lives in them for too
-- long; truncates the oldest when its history is due. A segment takes entries for half of keep_completed and is kept
-- for the whole of it after it is drained, so that three of the four segments are in use. If the next one is not free
-- the current one goes on and grows. What takes too long goes on where it stopped.
create or replace function awa_store.turn_ring(until timestamptz default clock_timestamp() + interval '500 ms')
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_keep interval := (select s.keep_completed from awa_store.settings s);
  v_current smallint := (select r.current_segment from awa_store.ring r);
  v_next smallint;
  v_segment awa_store.segment;
  v_is_known boolean;
  v_entrants text[];
  v_seen pg_snapshot;
  v_look record;
begin
  -- Now all snapshots know of the last turn, unless it is of this transaction.
  perform setval('awa_store.turn_seq', r.turn)
  from awa_store.ring r
  where r.turn is distinct from pg_sequence_last_value('awa_store.turn_seq')
    and pg_visible_in_snapshot(r.turned_by, pg_current_snapshot());
  v_is_known := exists (
    select from awa_store.ring r where r.turn = pg_sequence_last_value('awa_store.turn_seq'));
  perform awa_store.note_older_segment();
  if exists (select from awa_store.segment t where t.segment = v_current and t.opened_at + v_keep / 2 <= v_now)
    -- Whoever configures a queue has it until his commit: the next call will do.
    and exists (select from awa_store.ring r for update skip locked)
  then
    v_next := (v_current + 1) % 4;
    perform from awa_store.segment t where t.segment = v_next and t.opened_at is null;
    if found then
      update awa_store.segment t set sealed_at = v_now where t.segment = v_current;
      update awa_store.segment t set opened_at = v_now where t.segment = v_next;
      update awa_store.ring r
      set current_segment = v_next, turn = r.turn + 1, turned_by = pg_current_xact_id();
      perform awa_store.note_older_segment(); -- at once, since it has the ring
      return; -- what else there is to do needs a snapshot that sees it
    end if;
  end if;

  for v_segment in
    select t.*
    from awa_store.segment t
    where t.sealed_at is not null and (t.retry_at is null or t.retry_at <= v_now)
    order by t.sealed_at
  loop
    if v_segment.drained_at is null then
      v_entrants := v_segment.entrants;
      if v_entrants is distinct from '{}' and v_is_known then
        v_entrants := awa_store.entrants(v_entrants);
        update awa_store.segment t
        set entrants = v_entrants
        where t.segment = v_segment.segment and t.entrants is distinct from v_entrants;
      end if;
      -- Taken before the look: what it sees is looked at, what comes later is found by reclaim_segment.
      v_seen := coalesce(v_segment.seen, awa_store.past_snapshot());
      if v_entrants = '{}' then
        select * into v_look from awa_store.segment_is_live(v_segment.segment, v_segment.lane_mark, until);
      else
        select true as is_live, null::uuid as mark into v_look;
      end if;
      if not v_look.is_live then
        update awa_store.segment t
        set drained_at = awa_store.clock(), drained = v_seen, tries = 0, retry_at = null, lane_mark = null, seen = null
        where t.segment = v_segment.segment;
      elsif v_look.is_live is null then
        update awa_store.segment t set lane_mark = v_look.mark, seen = v_seen where t.segment = v_segment.segment;
        return;
      elsif v_segment.sealed_at + v_keep / 2 <= v_now then
        update awa_store.segment t
        set lane_mark = v_look.mark, seen = v_seen
        where t.segment = v_segment.segment and t.lane_mark is distinct from v_look.mark;
        perform awa_store.carry_forward(v_segment.segment, 1000, v_look.mark, until);
      else
        update awa_store.segment t
        set retry_at = v_now + least(v_keep / 100, interval '1 minute'), lane_mark = null, seen = null
        where t.segment = v_segment.segment;
      end if;
    elsif v_segment.drained_at + v_keep <= v_now
      and not exists (select from awa_store.segment o where o.sealed_at < v_segment.sealed_at)
      and awa_store.archive(v_segment.segment, 2000)
      and awa_store.carry_payloads(v_segment.segment, 2000, until)
    then
      if (
        select t.kept_by = pg_current_xact_id_if_assigned()
        from awa_store.segment t
        where t.segment = v_segment.segment)
      then
        return; -- who looks now sees neither what is moved nor, soon, what was
      end if;
      select * into v_look from awa_store.detach_segment(v_segment.segment, v_segment.lane_mark, until);
      if v_look.mark is distinct from v_segment.lane_mark then
        update awa_store.segment t set lane_mark = v_look.mark where t.segment = v_segment.segment;
      end if;
      if v_look.mark is not null then
        return;
      elsif not v_look.is_done then
        -- A call that began before must not outlast the old cursors without seeing the new ones.
        update awa_store.segment t
        set retry_at = v_now + least(v_keep / 100, interval '1 s')
        where t.segment = v_segment.segment;
      elsif not awa_store.reclaim_segment(v_segment.segment) then
        update awa_store.segment t
        set tries = t.tries + 1, retry_at = v_now + least(interval '1 s' * 2 ^ least(t.tries, 6), v_keep / 100)
        where t.segment = v_segment.segment;
      end if;
      return;
    end if;
    exit when clock_timestamp() > until;
  end loop;
end
$$;

call awa_store.publish('awa_store.turn_ring');
