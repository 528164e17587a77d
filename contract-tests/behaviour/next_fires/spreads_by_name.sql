-- H is a value that the name of the schedule picks: another one for most names, always the same for one.
set search_path = tap;
select plan(16);

create function pg_temp.fires(p_spec text, p_name text, p_format text, p_n int default 1) returns text language sql as $$
  select string_agg(to_char(f.fire_at at time zone 'UTC', p_format), ' ' order by f.fire_at)
  from awa.next_fires(p_spec, 'UTC', '2029-12-31 23:59:59+00', p_n, jsonb_build_object('name', p_name)) f
$$;

-- The four bytes of each field of the SHA-256 of the name, second to day of week, from the first on.
create function pg_temp.hash(p_name text, p_field int) returns bigint language sql as $$
  select sum(get_byte(sha256(convert_to(p_name, 'UTF8')), 4 * p_field - 4 + i) * 256::bigint ^ (3 - i))::bigint from generate_series(0, 3) i
$$;

select is(pg_temp.fires('H H H H * *', 'nightly', 'SS MI HH24 DD'),
  format('%s %s %s %s', to_char(pg_temp.hash('nightly', 1) % 60, 'FM00'), to_char(pg_temp.hash('nightly', 2) % 60, 'FM00'),
    to_char(pg_temp.hash('nightly', 3) % 24, 'FM00'), to_char(pg_temp.hash('nightly', 4) % 28 + 1, 'FM00')), 'the derivation');
select is(pg_temp.fires('0 0 0 1 H *', 'nightly', 'MM'), to_char(pg_temp.hash('nightly', 5) % 12 + 1, 'FM00'), 'of the month');
select is(pg_temp.fires('0 0 0 * * H', 'nightly', 'D'), (pg_temp.hash('nightly', 6) % 7 + 1)::text, 'of the day of the week');
select is(pg_temp.fires('h * * * *', 'nightly', 'MI'), pg_temp.fires('H * * * *', 'nightly', 'MI'), 'in either case');
select is(pg_temp.fires('H 3 * * *', 'großer Bericht', 'MI'), to_char(pg_temp.hash('großer Bericht', 2) % 60, 'FM00'), 'of the bytes in UTF-8');

create temp table spread as
select n, pg_temp.fires('H H(1-4) H * *', 'job ' || n, 'MI')::int as minute, pg_temp.fires('H H(1-4) H * *', 'job ' || n, 'HH24')::int as hour,
  pg_temp.fires('H H(1-4) H * *', 'job ' || n, 'DD')::int as day, pg_temp.fires('H/15 * * * *', 'job ' || n, 'MI', 5) as quarters
from generate_series(1, 500) n;
select is((select count(distinct minute)::int from spread), 60, 'names get all minutes');
select is((select array_agg(distinct hour order by hour) from spread), '{1,2,3,4}', 'all hours of a range');
select is((select array_agg(distinct day order by day) from spread), array(select generate_series(1, 28)), 'and the days that each month has');
select is((select count(distinct quarters)::int from spread), 15, 'a step begins anywhere within itself');
select ok((select bool_and(q[2]::int - q[1]::int = 15 and q[4]::int - q[3]::int = 15 and q[5] = q[1])
  from spread, string_to_array(quarters, ' ') q), 'and goes on as steps do');
select ok((select max(c) < 30 from (select count(*) as c from spread group by minute) m), 'about as many each');

select is(pg_temp.fires('H(30-30) H(5-5)/1 * * *', 'x', 'HH24:MI'), '05:30', 'a range of one');
select ok((select bool_and(f ~ '^(10 15 20|11 16|12 17|13 18|14 19) ..( ..)?$') and count(distinct f) = 5
  from (select pg_temp.fires('H(10-20)/5 0 1 * *', 'job ' || n, 'MI', case h when 0 then 4 else 3 end) as f
    from generate_series(1, 60) n, lateral (select pg_temp.hash('job ' || n, 2) % 5 as h) h) f), 'a range with steps has as many as fit');
select is(pg_temp.fires('5,H(10-10) 0 * * *', 'x', 'DD HH24:MI', 3), '01 00:05 01 00:10 02 00:05', 'in a list');
select is(pg_temp.fires('0 0 H(29-31) * *', 'job', 'MM') in ('01', '03'), true, 'a range of its own may name days that not each month has');
select is((select count(*)::int from awa.next_fires('0 3 * * *', opts => '{"name": null, "days": null}')), 5, 'null is none');

select * from finish();
