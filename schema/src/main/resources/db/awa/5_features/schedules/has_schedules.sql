-- ring.has_schedules, so that claims need not look for schedules where there are none. Whoever makes one has a lock,
-- shared; only where nobody does, tick says that there is none.
create or replace function awa_store.note_schedules()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(awa_store.lock_class('schedules'), 0);
  update awa_store.ring r set has_schedules = true where not r.has_schedules;
  return null;
end
$$;

-- Sets it right, waiting for nobody; returns it.
create or replace function awa_store.settle_has_schedules()
returns boolean
language plpgsql
volatile
as $$
declare
  v_noted boolean := (select r.has_schedules from awa_store.ring r);
  v_has boolean := exists (select from awa_store.schedule s);
begin
  if v_has = v_noted then
    return v_has;
  end if;
  if not v_has then
    if not pg_try_advisory_xact_lock(awa_store.lock_class('schedules'), 0) then
      return v_noted;
    end if;
    -- Nobody has made one between the look and the lock.
    v_has := exists (select from awa_store.schedule s);
  end if;
  update awa_store.ring r
  set has_schedules = v_has
  where r.only_row in (select o.only_row from awa_store.ring o where o.has_schedules <> v_has for update skip locked);
  return v_has;
end
$$;

call awa_store.publish('awa_store.note_schedules');
call awa_store.publish('awa_store.settle_has_schedules');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.schedule'::regclass and tgname = 'schedule_note')
  then
    create trigger schedule_note after insert on awa_store.schedule
      for each statement execute function awa_store.note_schedules();
  end if;
end
$$;
