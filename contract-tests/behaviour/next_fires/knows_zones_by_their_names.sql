-- A zone goes by its IANA name alone: what else PostgreSQL takes means something else than it looks like.
set search_path = tap;
select plan(27);

select is((select f.fire_at from awa.next_fires('0 0 * * *', z, '2030-07-01 12:00+00', 1) f), at, z)
from (values
  ('UTC', '2030-07-02 00:00+00'::timestamptz), ('GMT', '2030-07-02 00:00+00'), ('Europe/Berlin', '2030-07-01 22:00+00'),
  ('America/Argentina/Buenos_Aires', '2030-07-02 03:00+00'), ('America/Port-au-Prince', '2030-07-02 04:00+00'),
  ('Asia/Kolkata', '2030-07-01 18:30+00'), ('Etc/GMT+5', '2030-07-02 05:00+00'), ('Japan', '2030-07-01 15:00+00')) v (z, at);
select is(
  array(select f.fire_at from awa.next_fires('0 3 * * *', null, '2030-07-01 12:00+00') f),
  array(select f.fire_at from awa.next_fires('0 3 * * *', 'UTC', '2030-07-01 12:00+00') f), 'null is UTC');

select refuses(format('select awa.next_fires(%L, %L)', '0 3 * * *', z), 'AW001', format('zone%%not %s', replace(to_json(z)::text, '\', '\\')), what)
from (values
  ('CET', 'an abbreviation, which has no summer'), ('EST', 'one more'), ('PDT', 'and one that is no zone'), ('UTC+2', 'a POSIX string'),
  ('Foo+3', 'of any name'), ('<+03>-3', 'in brackets'), ('Europe/Berlin+3', 'that looks like a zone'), ('Etc/GMT+15', 'or like another'),
  ('+02:00', 'an offset'), ('2', 'a number'), ('posix/Europe/Berlin', 'a copy'), ('right/Europe/Berlin', 'leap seconds'),
  ('localtime', 'that of the server'), ('Factory', 'none'), (' UTC', 'a blank'), (E'UTC\nUTC', 'a line end')) v (z, what);

create function pg_temp.hint(p_zone text) returns text language plpgsql as $$
declare
  v_hint text;
begin
  perform awa.next_fires('@daily', p_zone);
  return null;
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint;
  return v_hint;
end $$;
select is(pg_temp.hint('europe/BERLIN'), 'Write Europe/Berlin.', 'case matters');

set timezone = 'Asia/Tokyo';
select is((select f.fire_at from awa.next_fires('0 0 * * *', 'Europe/Berlin', '2030-07-01 12:00+00', 1) f), '2030-07-01 22:00+00',
  'the zone of the session does not');

select * from finish();
