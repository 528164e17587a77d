-- The lanes that have entries, or claims, in a slot, by one index probe each.
create or replace function awa_store.slot_lanes(slot int)
returns setof bigint
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_lane bigint := '-9223372036854775808';
begin
  loop
    -- Planned for this slot, so that the other partitions are not looked at.
    execute format(
      'select r.lane from awa_store.ready_%s r where r.lane > $1 order by r.lane limit 1', slot_lanes.slot)
    into v_lane using v_lane;
    exit when v_lane is null;
    return next v_lane;
  end loop;
end
$$;

create or replace function awa_store.slot_claim_lanes(slot int)
returns setof bigint
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_lane bigint := '-9223372036854775808';
begin
  loop
    execute format(
      'select c.lane from awa_store.claim_%s c where c.lane > $1 order by c.lane limit 1', slot_claim_lanes.slot)
    into v_lane using v_lane;
    exit when v_lane is null;
    return next v_lane;
  end loop;
end
$$;

call awa_store.publish('awa_store.slot_lanes');
call awa_store.publish('awa_store.slot_claim_lanes');
