-- What may stand in a field. On days of 2030, whose 1 January is a Tuesday.
set search_path = tap;
select plan(58);

create function pg_temp.fires(p_spec text, p_n int, p_format text, p_opts jsonb default '{}') returns text language sql as $$
  select string_agg(to_char(f.fire_at at time zone 'UTC', p_format), ' ' order by f.fire_at)
  from awa.next_fires(p_spec, 'UTC', '2029-12-31 23:59:59+00', p_n, p_opts) f
$$;
create function pg_temp.days(p_spec text, p_n int default 3, p_opts jsonb default '{}') returns text language sql as $$
  select pg_temp.fires('0 0 ' || p_spec, p_n, 'MM-DD', p_opts)
$$;

-- Fields, seconds, blanks.
select is(pg_temp.fires('5 4 * * *', 2, 'MM-DD HH24:MI:SS'), '01-01 04:05:00 01-02 04:05:00', 'five fields');
select is(pg_temp.fires('30 5 4 * * *', 2, 'MM-DD HH24:MI:SS'), '01-01 04:05:30 01-02 04:05:30', 'six, seconds first');
select is(pg_temp.fires(E'  5\t4   * *  * ', 1, 'MM-DD HH24:MI:SS'), '01-01 04:05:00', 'blanks do not matter');
select is(pg_temp.fires('*/20 0 0 * * *', 4, 'DD HH24:MI:SS'), '01 00:00:00 01 00:00:20 01 00:00:40 02 00:00:00', 'seconds have steps');
select is(pg_temp.fires('* * * * *', 2, 'HH24:MI:SS'), '00:00:00 00:01:00', 'any');

-- Lists, ranges, steps.
select is(pg_temp.fires('1,3,59 0 * * *', 4, 'DD HH24:MI'), '01 00:01 01 00:03 01 00:59 02 00:01', 'a list');
select is(pg_temp.fires('59,1,3,3 0 * * *', 4, 'DD HH24:MI'), '01 00:01 01 00:03 01 00:59 02 00:01', 'in any order');
select is(pg_temp.fires('0 9-11 * * *', 4, 'DD HH24'), '01 09 01 10 01 11 02 09', 'a range');
select is(pg_temp.fires('0 22-1 * * *', 5, 'DD HH24'), '01 00 01 01 01 22 01 23 02 00', 'one that goes round');
select is(pg_temp.fires('0 9-9 * * *', 2, 'DD HH24'), '01 09 02 09', 'one of one');
select is(pg_temp.fires('0 */7 * * *', 5, 'DD HH24'), '01 00 01 07 01 14 01 21 02 00', 'a step begins anew');
select is(pg_temp.fires('0 10-20/5 * * *', 4, 'DD HH24'), '01 10 01 15 01 20 02 10', 'a step in a range');
select is(pg_temp.fires('0 22-2/2 * * *', 4, 'DD HH24'), '01 00 01 02 01 22 02 00', 'round the clock');
select is(pg_temp.fires('0 17/3 * * *', 4, 'DD HH24'), '01 17 01 20 01 23 02 17', 'a step from a value');
select is(pg_temp.fires('*/60 */24 * * *', 2, 'DD HH24:MI'), '01 00:00 02 00:00', 'a step of all');
select is(pg_temp.fires('0,30-32,40/10 0 * * *', 7, 'DD HH24:MI'), '01 00:00 01 00:30 01 00:31 01 00:32 01 00:40 01 00:50 02 00:00', 'all at once');
select is(pg_temp.fires('00 09 01 01 *', 1, 'MM-DD HH24:MI'), '01-01 09:00', 'a leading zero');

-- Months and days of the week.
select is(pg_temp.days('1 jan,MAR,Dec *', 4), '01-01 03-01 12-01 01-01', 'names of months');
select is(pg_temp.days('1 nov-feb *', 5), '01-01 02-01 11-01 12-01 01-01', 'a range of months goes round');
select is(pg_temp.days('1 */5 *', 4), '01-01 06-01 11-01 01-01', 'months have steps');
select is(pg_temp.days('* * sun', 2), '01-06 01-13', 'names of days');
select is(pg_temp.days('* * 0', 2), '01-06 01-13', '0 is Sunday');
select is(pg_temp.days('* * 7', 2), '01-06 01-13', 'as is 7');
select is(pg_temp.days('* * fri-mon', 5), '01-04 01-05 01-06 01-07 01-11', 'a range of days goes round');
select is(pg_temp.days('* * 5-7', 4), '01-04 01-05 01-06 01-11', 'up to 7');
select is(pg_temp.days('* * 7-2', 4), '01-01 01-06 01-07 01-08', 'from 7');
select is(pg_temp.days('* * 0-7/2', 5), '01-01 01-03 01-05 01-06 01-08', 'with steps');
select is(pg_temp.days('* * mon-fri/2', 4), '01-02 01-04 01-07 01-09', 'and names');
select is(pg_temp.days('* * 5/1', 3), '01-04 01-05 01-11', 'a step ends with Saturday');

-- Days of the month.
select is(pg_temp.days('28-3 * *', 8), '01-01 01-02 01-03 01-28 01-29 01-30 01-31 02-01', 'a range of days goes round the month');
select is(pg_temp.days('31 * *', 4), '01-31 03-31 05-31 07-31', 'months without such a day are passed over');
select is(pg_temp.days('L * *', 4), '01-31 02-28 03-31 04-30', 'the last day');
select is(pg_temp.days('l-2 * *', 3), '01-29 02-26 03-29', 'two days before it');
select is(pg_temp.days('L-30 * *', 3), '01-01 03-01 05-01', 'where there is one');
select is(pg_temp.days('1,15,L * *', 4), '01-01 01-15 01-31 02-01', 'in a list');
select is(pg_temp.days('5W 1-5 *', 5), '01-04 02-05 03-05 04-05 05-06', 'the weekday nearest to the 5th');
select is(pg_temp.days('1W 6,9 *', 2), '06-03 09-02', 'it stays in the month');
select is(pg_temp.days('31W 3,8 *', 2), '03-29 08-30', 'at the end, too');
select is(pg_temp.days('31W 1,4,8 *', 3), '01-31 08-30 01-31', 'and needs the day');
select is(pg_temp.days('LW 1-6 *', 6), '01-31 02-28 03-29 04-30 05-31 06-28', 'the last weekday');
select is(pg_temp.days('1w,lw 6 *', 2), '06-03 06-28', 'in a list');

-- The nth day of the week.
select is(pg_temp.days('* * fri#2', 3), '01-11 02-08 03-08', 'the second Friday');
select is(pg_temp.days('* * 5#2', 3), '01-11 02-08 03-08', 'by number');
select is(pg_temp.days('* * 7#1,sun#3', 4), '01-06 01-20 02-03 02-17', 'Sundays');
select is(pg_temp.days('* * tue#5', 4), '01-29 04-30 07-30 10-29', 'the fifth, where there is one');
select is(pg_temp.days('* * thul', 3), '01-31 02-28 03-28', 'the last Thursday');
select is(pg_temp.days('* * 4L', 3), '01-31 02-28 03-28', 'by number');
select is(pg_temp.days('* * tue#1,fri', 4), '01-01 01-04 01-11 01-18', 'beside others');

-- Both fields of days.
select is(pg_temp.days('13 * fri', 4), '01-04 01-11 01-13 01-18', 'either of two that are restricted');
select is(pg_temp.days('13 * fri', 2, '{"days": "both"}'), '09-13 12-13', 'or both, where asked for');
select is(pg_temp.days('13 * fri', 4, '{"days": "either"}'), '01-04 01-11 01-13 01-18', 'either is the default');
select is(pg_temp.days('*/10 * tue', 4), '01-01 05-21 06-11 10-01', 'a field that begins with * restricts the other');
select is(pg_temp.days('11-12 * */2', 4), '01-12 02-12 03-12 04-11', 'either way');
select is(pg_temp.days('31 2 mon', 3), '02-04 02-11 02-18', 'one of two may never come');

-- Words.
select is(
  (select string_agg(w || ' ' || pg_temp.fires(w, 2, 'YY-MM-DD HH24:MI'), ', ' order by o)
    from unnest('{@yearly,@annually,@monthly,@weekly}'::text[]) with ordinality u (w, o)),
  '@yearly 30-01-01 00:00 31-01-01 00:00, @annually 30-01-01 00:00 31-01-01 00:00, @monthly 30-01-01 00:00 30-02-01 00:00, '
  '@weekly 30-01-06 00:00 30-01-13 00:00', 'longer ones');
select is(
  (select string_agg(w || ' ' || pg_temp.fires(w, 2, 'YY-MM-DD HH24:MI'), ', ' order by o)
    from unnest('{@daily,@midnight,@Hourly}'::text[]) with ordinality u (w, o)),
  '@daily 30-01-01 00:00 30-01-02 00:00, @midnight 30-01-01 00:00 30-01-02 00:00, @Hourly 30-01-01 00:00 30-01-01 01:00', 'shorter ones');
select is(pg_temp.fires('@every 90s', 3, 'HH24:MI:SS'), '00:00:00 00:01:30 00:03:00', 'an interval, counted from the epoch');
select is(
  (select string_agg(pg_temp.fires('@every ' || e, 2, 'DD HH24:MI:SS'), ', ' order by o)
    from unnest('{"1h30m","1 hour 30 min","5400 seconds","2 days","1D"}'::text[]) with ordinality u (e, o)),
  '01 00:00:00 01 01:30:00, 01 00:00:00 01 01:30:00, 01 00:00:00 01 01:30:00, 02 00:00:00 04 00:00:00, 01 00:00:00 02 00:00:00',
  'in several forms');

select * from finish();
