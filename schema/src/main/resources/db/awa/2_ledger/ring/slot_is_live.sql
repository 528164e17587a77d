-- Whether something in a slot still waits or runs: an entry that the cursor of its lane has not passed, a claim with
-- open jobs, or the entry of such a job. Null if time is over before that is known; mark: up to which lane nothing
-- waits.
create or replace function awa_store.slot_is_live(
  slot int,
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
  mark := slot_is_live.after;
  loop
    v_lane := null;
    for v_lane in select l from awa_store.slot_lanes(slot_is_live.slot, mark, 100) l loop
      if exists (select from awa_store.waiting_entries(v_lane, slot_is_live.slot, 1)) then
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
  is_live := exists (select from awa_store.slot_claims(slot_is_live.slot));
end
$$;

call awa_store.plan('awa_store.slot_is_live', 'walk');
call awa_store.publish('awa_store.slot_is_live');
