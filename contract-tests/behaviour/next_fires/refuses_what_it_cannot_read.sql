-- A spec that cannot be read, or that never fires, is refused by an error that names the field and the value.
set search_path = tap;

create temp table bad (spec text, message_like text, what text, opts jsonb default '{}');
insert into bad (spec, message_like, what) values
  ('60 * * * * *', 'second of spec must be 0 to 59, not "60"', 'a second'),
  ('* 60 * * * *', 'minute of spec must be 0 to 59, not "60"', 'a minute'),
  ('* * 24 * * *', 'hour of spec must be 0 to 23, not "24"', 'an hour'),
  ('* * * 0 * *', 'day of month of spec must be 1 to 31, not "0"', 'a day'),
  ('* * * 32 * *', 'day of month of spec must be 1 to 31, not "32"', 'a day beyond the last'),
  ('* * * * 0 *', 'month of spec must be 1 to 12, not "0"', 'a month'),
  ('* * * * 13 *', 'month of spec must be 1 to 12, not "13"', 'a month beyond the last'),
  ('* * * * * 8', 'day of week of spec must be 0 to 7, not "8"', 'a day of the week'),
  ('* * * foo *', 'month of spec must be 1 to 12, not "FOO"', 'an unknown month'),
  ('* * * mon *', 'month of spec must be 1 to 12, not "MON"', 'a day as a month'),
  ('* * * january *', 'month of spec must be 1 to 12, not "JANUARY"', 'a long name'),
  ('* jan * * *', 'hour of spec must be 0 to 23, not "JAN"', 'a month as an hour'),
  ('-1 * * * *', 'minute of spec must be 0 to 59, not "-1"', 'a negative number'),
  ('+1 * * * *', 'minute of spec must be 0 to 59, not "+1"', 'a sign'),
  ('1.5 * * * *', 'minute of spec must be 0 to 59, not "1.5"', 'a fraction'),
  ('1--100000000 * * * *', 'minute of spec must be 0 to 59, not "1--100000000"', 'a range without bounds'),
  ('1-100000000 * * * *', 'minute of spec must be 0 to 59, not "1-100000000"', 'one that is too long'),
  ('1-99999999999999999999 * * * *', 'minute of spec must be 0 to 59, not "1-99999999999999999999"', 'numbers of any length'),
  ('99999999999999999999 * * * *', 'minute of spec must be 0 to 59, not "99999999999999999999"', 'alone'),
  ('1-2-3 * * * *', 'minute of spec must be 0 to 59, not "1-2-3"', 'two dashes'),
  ('1- * * * *', 'minute of spec must be 0 to 59, not "1-"', 'half a range'),
  (', * * * *', 'minute of spec must be 0 to 59, not ""', 'an empty element'),
  ('1,,2 * * * *', 'minute of spec must be 0 to 59, not ""', 'among others'),
  ('1, * * * *', 'minute of spec must be 0 to 59, not ""', 'at the end'),
  ('*/0 * * * *', 'step of minute of spec must be 1 to 60, not "*/0"', 'a step of nothing'),
  ('*/90 * * * *', 'step of minute of spec must be 1 to 60, not "*/90"', 'a step that is too long'),
  ('* */25 * * *', 'step of hour of spec must be 1 to 24, not "*/25"', 'of hours'),
  ('* * */32 * *', 'step of day of month of spec must be 1 to 31, not "*/32"', 'of days'),
  ('* * * */13 *', 'step of month of spec must be 1 to 12, not "*/13"', 'of months'),
  ('* * * * */8', 'step of day of week of spec must be 1 to 7, not "*/8"', 'of days of the week'),
  ('*/999999999 * * * *', 'step of minute of spec must be 1 to 60, not "*/999999999"', 'of any length'),
  ('*/99999999999 * * * *', 'minute of spec must be 0 to 59, not "*/99999999999"', 'or more'),
  ('*/ * * * *', 'minute of spec must be 0 to 59, not "*/"', 'a step without a number'),
  ('*/*/2 * * * *', 'minute of spec must be 0 to 59, not "*/*/2"', 'two steps'),
  ('** * * * *', 'minute of spec must be 0 to 59, not "**"', 'two stars'),
  ('*-5 * * * *', 'minute of spec must be 0 to 59, not "*-5"', 'a range from any'),
  ('? * * * *', 'minute of spec must be 0 to 59, not "?"', 'a question mark'),
  ('L * * * *', 'minute of spec must be 0 to 59, not "L"', 'the last minute'),
  ('* * L-31 * *', 'day of month of spec must be 1 to 31, not "L-31"', 'a month before the last day'),
  ('* * 0W * *', 'day of month of spec must be 1 to 31, not "0W"', 'nearest to no day'),
  ('* * 32W * *', 'day of month of spec must be 1 to 31, not "32W"', 'or one beyond the last'),
  ('* * 1-5W * *', 'day of month of spec must be 1 to 31, not "1-5W"', 'nearest to several'),
  ('* * W * *', 'day of month of spec must be 1 to 31, not "W"', 'nearest to what'),
  ('* * * * L', 'day of week of spec must be 0 to 7, not "L"', 'the last day of the week'),
  ('* * * * 5W', 'day of week of spec must be 0 to 7, not "5W"', 'a weekday of the week'),
  ('* * * * 8L', 'day of week of spec must be 0 to 7, not "8L"', 'the last of no day'),
  ('* * * * fri#0', 'day of week of spec must be 0 to 7, not "FRI#0"', 'the zeroth Friday'),
  ('* * * * fri#6', 'day of week of spec must be 0 to 7, not "FRI#6"', 'the sixth'),
  ('* * * * foo#1', 'day of week of spec must be 0 to 7, not "FOO#1"', 'of an unknown day'),
  ('* * * * mon-fri#1', 'day of week of spec must be 0 to 7, not "MON-FRI#1"', 'of several'),
  ('* * fri#1 * *', 'day of month of spec must be 1 to 31, not "FRI#1"', 'in another field'),
  ('1 2 3 4 5;drop', 'day of week of spec must be 0 to 7, not "5;DROP"', 'anything else'),
  (E'\u0661 * * * *', E'minute of spec must be 0 to 59, not "\u0661"', 'other digits'),
  ('* * 31 4,6,9,11 *', 'day of month of spec never comes: "31" in month "4,6,9,11"', 'a day that its months do not have'),
  ('* * 30,31 feb *', 'day of month of spec never comes: "30,31" in month "feb"', 'several'),
  ('* * L-30 2,4 *', 'day of month of spec never comes: "L-30" in month "2,4"', 'counted from the end'),
  ('* * 31W 2 *', 'day of month of spec never comes: "31W" in month "2"', 'or nearest to it'),
  ('* * */31 * sun#3', 'day of month and day of week of spec never come together: "*/31" and "sun#3"', 'nor with a star'),
  ('@', 'unknown word "@" in spec', 'an at alone'),
  ('@reboot', 'unknown word "@reboot" in spec', 'a start of what'),
  ('@daily 5', 'unknown word "@daily 5" in spec', 'a word with more'),
  ('@every', '@every of spec must be an interval of 1 second to 366 days, not ""', 'an interval that is missing'),
  ('@everyday', 'unknown word "@everyday" in spec', 'a word that begins like another'),
  ('@every 5', '@every of spec must be an interval of 1 second to 366 days, not "5"', 'an interval without a unit'),
  ('@every -5s', '@every of spec must be an interval of 1 second to 366 days, not "-5s"', 'a negative one'),
  ('@every 1.5s', '@every of spec must be an interval of 1 second to 366 days, not "1.5s"', 'a fraction'),
  ('@every 500ms', '@every of spec must be an interval of 1 second to 366 days, not "500ms"', 'less than a second'),
  ('@every 1 month', '@every of spec must be an interval of 1 second to 366 days, not "1 month"', 'months, which differ'),
  ('@every 367d', '@every of spec must be an interval of 1 second to 366 days, not "367d"', 'too long'),
  ('@every 99999999h 99999999h', '@every of spec must be an interval of 1 second to 366 days, not "99999999h 99999999h"', 'much too long'),
  ('@every 5s ago', '@every of spec must be an interval of 1 second to 366 days, not "5s ago"', 'in the past'),
  (E'a\nb', E'spec must have 5 fields, or 6 with the seconds first, not 2: "a b"', 'a message has one line');
insert into bad values
  ('H(5-3) * * * *', 'minute of spec must be 0 to 59, not "H(5-3)"', 'a spread that goes round', '{"name": "n"}'),
  ('H(0-60) * * * *', 'minute of spec must be 0 to 59, not "H(0-60)"', 'or is too long', '{"name": "n"}'),
  ('H-5 * * * *', 'minute of spec must be 0 to 59, not "H-5"', 'or is a range', '{"name": "n"}'),
  ('* * 31 2 mon', 'day of month of spec never comes: "31" in month "2"', 'also with a day of the week, if both are asked for',
    '{"days": "both"}'),
  ('* * 1-7 * mon#2', 'day of month and day of week of spec never come together: "1-7" and "mon#2"', 'days that never come together',
    '{"days": "both"}');

select plan((select count(*)::int from bad) + 3);
select refuses(format('select awa.next_fires(%L, opts => %L)', spec, opts), 'AW001', replace(message_like, '%', '\%'), what) from bad;

-- Hints say what to write instead.
create function pg_temp.hint(p_spec text) returns text language plpgsql as $$
declare
  v_hint text;
begin
  perform awa.next_fires(p_spec);
  return null;
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint;
  return v_hint;
end $$;
select is(pg_temp.hint('* * ? * *'), 'Write * for any.', 'for a question mark');
select alike(pg_temp.hint('* * * * L'), '%FRIL%', 'for the last of a day');
select alike(pg_temp.hint('@every 5'), '%@every 90s%', 'for an interval');

select * from finish();
