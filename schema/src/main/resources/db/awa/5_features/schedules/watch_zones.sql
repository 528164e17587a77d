-- Rules of zones change with the time zone data of the server. Whoever fires reckons by the rules of that moment; but
-- the time may have become an earlier one. So what is known of each zone that schedules have is compared now and then,
-- and if it has changed, their next fires are reckoned anew.

-- The offset of a zone at a time, in seconds, and its changes within two years from there on, as a text. No zone has
-- ever changed twice within 6 days.
create or replace function awa_store.zone_changes(zone text, from_at timestamptz)
returns text
language plpgsql
stable
as $$
declare
  v_at bigint := extract(epoch from from_at);
  v_end constant bigint := v_at + 2 * 366 * 86400;
  v_offset int := awa_store.utc_offset(zone, v_at);
  v_next bigint;
  v_low bigint;
  v_middle bigint;
  v_changes text := v_offset::text;
begin
  while v_at < v_end loop
    v_next := v_at + 5 * 86400;
    if awa_store.utc_offset(zone, v_next) <> v_offset then
      v_low := v_at;
      while v_next - v_low > 1 loop
        v_middle := (v_low + v_next) / 2;
        if awa_store.utc_offset(zone, v_middle) = v_offset then
          v_low := v_middle;
        else
          v_next := v_middle;
        end if;
      end loop;
      v_offset := awa_store.utc_offset(zone, v_next);
      v_changes := concat(v_changes, ' ', v_next, ':', v_offset);
    end if;
    v_at := v_next;
  end loop;
  return v_changes;
end
$$;

-- From now on the rules of a zone are watched.
create or replace function awa_store.watch_zone(zone text)
returns void
language plpgsql
volatile
as $$
declare
  v_from timestamptz := date_trunc('year', awa_store.clock(), 'UTC');
begin
  if not exists (
    select from awa_store.zone z where z.name = watch_zone.zone and z.watched_from is not null)
  then
    insert into awa_store.zone as z (name, watched_from, changes)
    values (watch_zone.zone, v_from, awa_store.zone_changes(watch_zone.zone, v_from))
    on conflict (name) do update set watched_from = excluded.watched_from, changes = excluded.changes;
  end if;
end
$$;

-- Compares the rules of the zones, every five minutes, and reckons anew where they have changed, in small steps, as far
-- as it comes until a time of the server's clock.
create or replace function awa_store.watch_zones(until timestamptz)
returns void
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_after text;
  v_zone awa_store.zone;
  v_changes text;
begin
  select w.zones_after into v_after from awa_store.watch w where w.zones_at <= v_now;
  if not found then
    return;
  end if;
  for v_zone in
    select z.* from awa_store.zone z where z.watched_from is not null and z.name > v_after order by z.name
  loop
    if clock_timestamp() > until then
      update awa_store.watch w set zones_after = v_after;
      return;
    end if;
    begin
      v_changes := awa_store.zone_changes(v_zone.name, v_zone.watched_from);
    exception when invalid_parameter_value then
      v_changes := v_zone.changes; -- the server knows it no more: its schedules fail when they are due
    end;
    if v_changes <> v_zone.changes then
      update awa_store.zone z set changes = v_changes, redo_after = '' where z.name = v_zone.name;
    elsif v_zone.redo_after is null and v_zone.watched_from < v_now - interval '366 days' then
      delete from awa_store.zone z where z.name = v_zone.name;
      perform awa_store.watch_zone(v_zone.name);
    end if;
    if v_changes <> v_zone.changes or v_zone.redo_after is not null then
      if not awa_store.redo_zone(v_zone.name, coalesce(v_zone.redo_after, ''), until) then
        update awa_store.watch w set zones_after = v_after;
        return;
      end if;
    end if;
    v_after := v_zone.name;
  end loop;
  update awa_store.watch w set zones_after = '', zones_at = v_now + interval '5 minutes';
end
$$;

-- Reckons the next fires of the schedules of a zone anew, of those behind a name; whether all are done. One that
-- somebody else is at is reckoned by him.
create or replace function awa_store.redo_zone(zone text, after text, until timestamptz)
returns boolean
language plpgsql
volatile
as $$
declare
  v_schedule record;
  v_next record;
  v_now timestamptz := awa_store.clock();
  v_last text := after;
  v_count int;
begin
  loop
    v_count := 0;
    for v_schedule in
      select s.name, s.zone, s.queue, s.next_fire, s.cursor_at, s.jitter, s.paused_at, s.failures
      from awa_store.schedule s
      where s.name > v_last
      order by s.name
      limit 200
    loop
      v_count := v_count + 1;
      v_last := v_schedule.name;
      if v_schedule.zone = redo_zone.zone and v_schedule.paused_at is null and v_schedule.failures = 0 then
        select n.* into v_next
        from awa_store.next_due_fire(v_schedule.name, v_schedule.cursor_at, v_schedule.jitter) n;
        if v_next.next_fire is distinct from v_schedule.next_fire then
          -- One that is over is in line with what is due now, where claims look.
          update awa_store.schedule s
          set next_fire = v_next.next_fire, due_at = v_next.due_at + greatest(v_now - v_next.due_at, interval '0')
          where s.name in (
            select o.name
            from awa_store.schedule o
            where o.name = v_schedule.name and o.cursor_at = v_schedule.cursor_at
              and o.next_fire is not distinct from v_schedule.next_fire and o.paused_at is null and o.failures = 0
            for update skip locked);
          perform awa_store.wake(v_schedule.queue);
        end if;
      end if;
    end loop;
    if v_count < 200 then
      update awa_store.zone z set redo_after = null where z.name = redo_zone.zone;
      return true;
    end if;
    if clock_timestamp() > until then
      update awa_store.zone z set redo_after = v_last where z.name = redo_zone.zone;
      return false;
    end if;
  end loop;
end
$$;

-- What tick does about schedules; returns how many jobs it has made.
create or replace function awa_store.tend_schedules(until timestamptz)
returns int
language plpgsql
volatile
as $$
declare
  v_count int;
begin
  if not awa_store.settle_has_schedules() then
    return 0;
  end if;
  v_count := awa_store.fire_due(null, 1000, until);
  perform awa_store.note_ends(200, until);
  perform awa_store.watch_zones(until);
  return v_count;
end
$$;

call awa_store.publish('awa_store.zone_changes');
call awa_store.publish('awa_store.watch_zone');
call awa_store.publish('awa_store.watch_zones');
call awa_store.plan('awa_store.redo_zone', 'probe');
call awa_store.publish('awa_store.redo_zone');
call awa_store.plan('awa_store.tend_schedules', 'probe');
call awa_store.publish('awa_store.tend_schedules');
