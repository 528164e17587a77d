-- What is later than a time, at most so many, up to the end of the year 9999.
set search_path = tap;
select plan(21);

create function pg_temp.fires(p_spec text, p_after timestamptz, p_n int default 3, p_zone text default 'UTC', p_opts jsonb default '{}')
returns text[] language sql as $$
  select array_agg(to_char(f.fire_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') order by f.fire_at)
  from awa.next_fires(p_spec, p_zone, p_after, p_n, p_opts) f
$$;

select stop_clock('2030-01-01 12:00:00+00');
select is(array(select fire_at from awa.next_fires('0 3 * * *')),
  array(select generate_series('2030-01-02 03:00+00'::timestamptz, '2030-01-06 03:00+00', '1 day')), 'from now on, five');
select is(array(select fire_at from awa.next_fires('0 3 * * *', null, null, null, null)), array(select fire_at from awa.next_fires('0 3 * * *')),
  'null is the default');

select is(pg_temp.fires('* * * * * *', '2030-01-01 00:00:00+00', 1), '{2030-01-01 00:00:01}', 'later, not at');
select is(pg_temp.fires('* * * * * *', '2030-01-01 00:00:00.000001+00', 1), '{2030-01-01 00:00:01}', 'however little');
select is(pg_temp.fires('* * * * * *', '2029-12-31 23:59:59.999999+00', 1), '{2030-01-01 00:00:00}', 'later');
select is(pg_temp.fires('0 0 * * *', '1969-12-30 00:00:00.5+00', 2), '{1969-12-31 00:00:00,1970-01-01 00:00:00}', 'before the epoch, too');
select is(pg_temp.fires('@every 7h', '1969-12-31 23:59:59+00', 2), '{1970-01-01 00:00:00,1970-01-01 07:00:00}', 'as are intervals');
select is(pg_temp.fires('@every 7h', '1969-12-31 17:00:00+00', 2), '{1970-01-01 00:00:00,1970-01-01 07:00:00}', 'from multiples');
select is(pg_temp.fires('@every 7h', '1969-12-31 16:59:59+00', 1), '{1969-12-31 17:00:00}', 'of their length');
select is(pg_temp.fires('0 0 1 1 *', '0001-01-01 00:00:00+00', 1), '{0002-01-01 00:00:00}', 'from the first year on');
select is(pg_temp.fires('0 0 1 1 *', '9997-06-01 00:00:00+00', 5), '{9998-01-01 00:00:00,9999-01-01 00:00:00}', 'up to the last');
select is(pg_temp.fires('0 0 1 1 *', '9999-06-01 00:00:00+00', 5), null, 'where there may be none');
select is(pg_temp.fires('* * * * * *', '9999-12-31 23:59:57+00', 5), '{9999-12-31 23:59:58,9999-12-31 23:59:59}', 'to its end');
select is(pg_temp.fires('@every 1s', '9999-12-31 23:59:57+00', 5), '{9999-12-31 23:59:58,9999-12-31 23:59:59}', 'as are intervals');
select is(pg_temp.fires('0 0 * * *', '9999-12-31 23:59:59.999999+00', 5, 'America/New_York'), null, 'and no further');
select is(pg_temp.fires('59 23 * * *', '9999-12-30 23:59:59+00', 5, 'Pacific/Auckland'), '{"9999-12-31 10:59:00"}', 'in any zone');

select is(pg_temp.fires('0 0 29 2 *', '2095-01-01 00:00:00+00'), '{2096-02-29 00:00:00,2104-02-29 00:00:00,2108-02-29 00:00:00}',
  'over a year that is no leap year');
select is(pg_temp.fires('0 0 29 2 sun', '2088-03-01 00:00:00+00', 2, 'UTC', opts), '{2128-02-29 00:00:00,2156-02-29 00:00:00}', '40 years on')
from (values ('{"days": "both"}'::jsonb)) v (opts);
select is((select count(*)::int from awa.next_fires('* * * * *', n => 1000)), 1000, 'a thousand');

-- What follows the last one is what would have followed it.
select is(
  (with recursive one_by_one as (
    select 1 as i, f.fire_at from awa.next_fires('*/20 1-3 * * *', 'Europe/Berlin', '2030-03-30 00:00+00', 1) f
    union all
    select o.i + 1, f.fire_at from one_by_one o, awa.next_fires('*/20 1-3 * * *', 'Europe/Berlin', o.fire_at, 1) f where o.i < 40
  ) select array_agg(fire_at order by i) from one_by_one),
  array(select f.fire_at from awa.next_fires('*/20 1-3 * * *', 'Europe/Berlin', '2030-03-30 00:00+00', 40) f), 'one by one, over a gap');
select is(
  (with recursive one_by_one as (
    select 1 as i, f.fire_at from awa.next_fires('*/20 1-3 * * *', 'Europe/Berlin', '2030-10-26 00:00+00', 1) f
    union all
    select o.i + 1, f.fire_at from one_by_one o, awa.next_fires('*/20 1-3 * * *', 'Europe/Berlin', o.fire_at, 1) f where o.i < 40
  ) select array_agg(fire_at order by i) from one_by_one),
  array(select f.fire_at from awa.next_fires('*/20 1-3 * * *', 'Europe/Berlin', '2030-10-26 00:00+00', 40) f), 'and over a fold');

select * from finish();
