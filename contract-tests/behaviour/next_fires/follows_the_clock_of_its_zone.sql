-- What changes of the clock do: a spec whose minute or hour begins with * follows real time; any other one fires once for
-- each wall time, the first time that the clock shows it, or, where it is left out, at the first instant after it.
set search_path = tap;
select plan(28);

create function pg_temp.fires(p_spec text, p_zone text, p_after timestamptz, p_n int default 3) returns text language sql as $$
  select string_agg(to_char(f.fire_at at time zone 'UTC', 'DD.HH24:MI'), ' ' order by f.fire_at)
  from awa.next_fires(p_spec, p_zone, p_after, p_n) f
$$;

-- Berlin: from 02:00 to 03:00 on 29 March 2026, from 03:00 back to 02:00 on 25 October.
select is(pg_temp.fires('30 2 * * *', 'Europe/Berlin', '2026-03-28 00:00+00'), '28.01:30 29.01:00 30.00:30', 'a wall time that is left out');
select is(pg_temp.fires('0,30 2,3 * * *', 'Europe/Berlin', '2026-03-28 23:00+00'), '29.01:00 29.01:30 30.00:00',
  'several of them, and one that comes then, are one');
select is(pg_temp.fires('0 3 * * *', 'Europe/Berlin', '2026-03-28 12:00+00'), '29.01:00 30.01:00 31.01:00', 'the first one after it');
select is(pg_temp.fires('59 1 * * *', 'Europe/Berlin', '2026-03-28 12:00+00', 2), '29.00:59 29.23:59', 'the last one before it');
select is(pg_temp.fires('30 2 * * *', 'Europe/Berlin', '2088-03-27 12:00+00', 1), '28.01:00', 'also in 60 years');
select is(pg_temp.fires('30 2 * * *', 'Europe/Berlin', '2026-10-24 12:00+00'), '25.00:30 26.01:30 27.01:30', 'a wall time that comes twice');
select is(pg_temp.fires('30 2 * * *', 'Europe/Berlin', '2026-10-25 00:30+00', 1), '26.01:30', 'and not when asked in between');
select is(pg_temp.fires('30 2 * * *', 'Europe/Berlin', '2026-10-25 01:10+00', 1), '26.01:30', 'nor when asked in the second hour');
select is(pg_temp.fires('0 2,3 * * *', 'Europe/Berlin', '2026-10-24 12:00+00'), '25.00:00 25.02:00 26.01:00', 'it goes on after the fold');
select is(pg_temp.fires('*/30 * * * *', 'Europe/Berlin', '2026-10-25 00:10+00', 5), '25.00:30 25.01:00 25.01:30 25.02:00 25.02:30',
  'a minute of * goes through a fold');
select is(pg_temp.fires('30 */2 * * *', 'Europe/Berlin', '2026-10-25 00:10+00'), '25.00:30 25.01:30 25.03:30', 'an hour of *, too');
select is(pg_temp.fires('30 */2 * * *', 'Europe/Berlin', '2026-03-29 00:10+00'), '29.02:30 29.04:30 29.06:30', 'and through a gap');
select is(pg_temp.fires('*,30 2 * * *', 'Europe/Berlin', '2026-10-25 00:58+00'), '25.00:59 25.01:00 25.01:01', 'what counts is the beginning');
select is(pg_temp.fires('30,* 2 * * *', 'Europe/Berlin', '2026-10-25 00:58+00'), '25.00:59 26.01:00 26.01:01', 'of the field');
select is(pg_temp.fires('* 30 2 * * *', 'Europe/Berlin', '2026-10-25 00:30:59+00', 1), '26.01:30', 'the seconds do not count');
select is(pg_temp.fires('* * 0-23 * * *', 'Europe/Berlin', '2026-10-25 00:59:58+00', 3), '25.00:59 25.01:00 25.01:00', 'where minutes do');

-- Midnight does not exist in Cairo on 24 April 2026.
select is(pg_temp.fires('0 0 * * *', 'Africa/Cairo', '2026-04-23 12:00+00'), '23.22:00 24.21:00 25.21:00', 'a midnight that is left out');
select is(pg_temp.fires('0 0 * * 5', 'Africa/Cairo', '2026-04-23 12:00+00', 1), '23.22:00', 'belongs to its day of the week');
-- Midnight comes twice in Havana on 1 November 2026.
select is(pg_temp.fires('0 0 * * *', 'America/Havana', '2026-10-31 12:00+00', 2), '01.04:00 02.05:00', 'a midnight that comes twice');
-- Half an hour in Lord Howe on 5 April 2026, from 02:00 back to 01:30.
select is(pg_temp.fires('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04 00:00+00'), '04.14:45 05.15:15 06.15:15', 'half an hour back');
select is(pg_temp.fires('45 */1 * * *', 'Australia/Lord_Howe', '2026-04-04 14:00+00'), '04.14:45 04.15:15 04.16:15', 'in real time');
-- There was no 30 December 2011 in Apia.
select is(pg_temp.fires('0 9 * * *', 'Pacific/Apia', '2011-12-28 20:00+00'), '29.19:00 30.10:00 30.19:00', 'a day that is left out');
select is(pg_temp.fires('0 9 30 12 *', 'Pacific/Apia', '2011-12-01 20:00+00', 1), '30.10:00', 'fires at its end');
select is(pg_temp.fires('0 * 30 12 *', 'Pacific/Apia', '2011-12-01 20:00+00', 1), '29.10:00', 'but not in real time: the next is in 2012');
-- From 00:01 back to 23:01 of the day before, in St. John's on 7 November 2010: the 6th was a Saturday.
select is(pg_temp.fires('30 * * * 6', 'America/St_Johns', '2010-11-07 01:30+00'), '07.02:00 07.03:00 13.04:00', 'a day that comes back');
select is(pg_temp.fires('0 * * * *', 'America/St_Johns', '2010-11-07 02:00+00'), '07.02:30 07.03:30 07.04:30', 'and its midnight');
select is(pg_temp.fires('0 0 * * *', 'America/St_Johns', '2010-11-06 12:00+00', 2), '07.02:30 08.03:30', 'which comes twice');
select is(pg_temp.fires('30 23 * * 6', 'America/St_Johns', '2010-11-07 01:30+00', 2), '07.02:00 14.03:00', 'in wall time once');

select * from finish();
