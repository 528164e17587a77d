-- Whether something in a segment still waits or runs: an entry that the cursor of its lane has not passed, a claim with
-- open jobs, or the entry of such a job. Null if time is over before that is known; mark: up to which lane nothing
-- waits.
create or replace function awa_store.segment_is_live(
  segment int,
  after uuid,
  until timestamptz,
  out is_live boolean,
  out mark uuid
)
language plpgsql
stable
as $$
declare
  v_lane uuid;
begin
  mark := segment_is_live.after;
  loop
    v_lane := null;
    for v_lane in select l from awa_store.segment_lanes(segment_is_live.segment, mark, 100) l loop
      if exists (select from awa_store.waiting_entries(v_lane, segment_is_live.segment, 1)) then
        is_live := true;
        return;
      end if;
      mark := v_lane;
      if clock_timestamp() > until then
        return;
      end if;
    end loop;
    exit when v_lane is null;
  end loop;
  is_live := exists (select from awa_store.segment_claims(segment_is_live.segment));
end
$$;

call awa_store.plan('awa_store.segment_is_live', 'walk');
call awa_store.publish('awa_store.segment_is_live');
