-- Time zones by their IANA names. PostgreSQL takes more than those: CET, an abbreviation, is +1 in July, UTC+2 lies to
-- the west, Foo+3 is a zone like any other, and case does not matter.

-- The names that schedules may have, as the server has them now, in about 100 ms. A name that is also an abbreviation
-- would be read as one; copies of the others lie under posix/, and right/ counts leap seconds.
create or replace function awa_store.server_zones()
returns setof text
language sql
stable
as $$
  select n.name
  from pg_timezone_names n
  where n.name !~ '^(posix|right)/' and n.name not in ('Factory', 'localtime', 'posixrules')
    and (
      n.name in ('GMT', 'UTC')
      or not exists (select from pg_timezone_abbrevs a where a.abbrev = upper(n.name collate "C")));
$$;

-- The name of a zone, if it is one that schedules may have. Reads the names from the server only where the table does
-- not know it.
-- Errors: AW001.
create or replace function awa_store.checked_zone(zone text)
returns text
language plpgsql
stable
as $$
declare
  v_like text;
begin
  if exists (select from awa_store.zone z where z.name = checked_zone.zone)
    or exists (select from awa_store.server_zones() s where s = checked_zone.zone)
  then
    perform awa_store.utc_offset(checked_zone.zone, 0);
    return checked_zone.zone;
  end if;
  select z.name into v_like
  from awa_store.zone z
  where lower(z.name collate "C") = lower(checked_zone.zone collate "C");
  raise exception using
    errcode = 'AW001',
    message = format('zone must be the IANA name of a time zone, not %s', awa_store.quoted(checked_zone.zone)),
    hint = case
      when v_like is not null then format('Write %s.', v_like)
      else 'Pass a name of pg_timezone_names such as Europe/Berlin, or UTC; no abbreviation, offset or POSIX string.'
    end;
exception
  -- The table knows it, and this server does not.
  when invalid_parameter_value then
    raise exception using
      errcode = 'AW001',
      message = format('zone %s is not known to this server', awa_store.quoted(checked_zone.zone)),
      hint = 'The time zone data of the server lack it: update them, or pass another name of pg_timezone_names.';
end
$$;

-- The seconds by which a zone is ahead of UTC at an instant, in seconds since the epoch.
create or replace function awa_store.utc_offset(zone text, at bigint)
returns int
language sql
stable
as $$
  select (date_part('epoch', timezone(zone, to_timestamp(at))) - at)::int;
$$;

call awa_store.publish('awa_store.server_zones');
call awa_store.publish('awa_store.checked_zone');
call awa_store.publish('awa_store.utc_offset');

insert into awa_store.zone (name) select s from awa_store.server_zones() s on conflict do nothing;
