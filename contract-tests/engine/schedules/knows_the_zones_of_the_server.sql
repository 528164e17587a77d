-- Names of zones are known from the installation; one that is not is looked for on the server.
set search_path = tap;
select plan(7);

select set_eq('select name::text from awa_store.zone', 'select awa_store.server_zones()', 'all are known');
select ok((select count(*) > 400 from awa_store.zone), 'which are hundreds');
select is_empty($$select name from awa_store.zone where name like 'posix/%' or name like 'right/%' or name in ('CET', 'EST', 'localtime')$$,
  'and none that would be read as something else');
select is_empty($$
  select z.name from awa_store.zone z
  join pg_timezone_names n using (name)
  where awa_store.utc_offset(z.name, extract(epoch from now())::bigint) <> extract(epoch from n.utc_offset)
  $$, 'each is read as what it names');

delete from awa_store.zone where name = 'Europe/Berlin';
select is((select f.fire_at from awa.next_fires('0 0 * * *', 'Europe/Berlin', '2030-07-01 12:00+00', 1) f), '2030-07-01 22:00+00',
  'one that the server has got since works');
insert into awa_store.zone values ('Mars/Olympus');
select refuses($$select awa.next_fires('@daily', 'Mars/Olympus')$$, 'AW001', 'zone "Mars/Olympus" is not known to this server',
  'one that it has no more is refused');
select is(
  (select array_agg(i order by i) from generate_series(0, 61) i where awa_store.lowest_bit((1::bigint << i) | (1::bigint << 62)) = i),
  array(select generate_series(0, 61)), 'the lowest bit of a mask');

select * from finish();
