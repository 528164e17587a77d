-- A rule as an English sentence, and notes on what may be other than its author thinks.
set search_path = tap;

create temp table rule (spec text, sentence text, notes text[], asks_both boolean);
insert into rule values
  ('0 3 * * *', 'At 03:00.', '{}', false),
  ('*/15 9-17 * * mon-fri', 'Every 15 minutes of hours 9 to 17, on Monday to Friday.', '{}', false),
  ('* * * * *', 'Every minute.', '{}', false),
  ('* * * * * *', 'Every second.', '{}', false),
  ('*/10 * * * * *', 'Every 10 seconds.', '{}', false),
  ('30 * * * * *', 'At second 30 of every minute.', '{}', false),
  ('*/10 0-4 3 * * *', 'Every 10 seconds of minutes 0 to 4 of hour 3.', '{}', false),
  ('0,20 5 * * * *', 'At seconds 0 and 20 of minute 5 of every hour.', '{}', false),
  ('5 * * * *', 'At minute 5 of every hour.', '{}', false),
  ('1,2,4-6,8 * * * *', 'At minutes 1, 2, 4 to 6 and 8 of every hour.', '{}', false),
  ('5,35 1-3 * 1-3,10 *', 'At 01:05, 01:35, 02:05, 02:35, 03:05 and 03:35, in January to March and October.', '{}', false),
  ('15 30 3 * * *', 'At 03:30:15.', '{}', false),
  ('0 0 1 * *', 'At 00:00, on day 1 of the month.', '{}', false),
  ('0 0 l,l-1,l-3 * *', 'At 00:00, on the last day of the month, one day before the last of the month and 3 days before the last of the month.', '{}', false),
  ('0 0 15w,lw * *', 'At 00:00, on the last working day of the month and the working day nearest to day 15 of the month.', '{}', false),
  ('0 0 * * fri#2,mon#5,thul,tue', 'At 00:00, on Tuesday, the second Friday of the month, the fifth Monday of the month and the last Thursday of the month.', '{}', false),
  ('0 0 13 * fri', 'At 00:00, either on day 13 of the month or on Friday.',
    '{"Day of month and day of week are both restricted: either fires. {\"days\": \"both\"} asks for both."}', false),
  ('0 0 13 * fri', 'At 00:00, both on day 13 of the month and on Friday.', '{Some of these months have no such day.}', true),
  ('0 0 1-7 * mon', 'At 00:00, both on days 1 to 7 of the month and on Monday.', '{}', true),
  ('0 0 */10 * mon', 'At 00:00, both on days 1, 11, 21 and 31 of the month and on Monday.',
    '{Day of month begins with *: a day has to match both day of month and day of week.,Some of these months have no such day.}', false),
  ('0 0 1-7 * */2', 'At 00:00, both on days 1 to 7 of the month and on Sunday, Tuesday, Thursday and Saturday.',
    '{Day of week begins with *: a day has to match both day of month and day of week.}', false),
  ('0 0 31 * *', 'At 00:00, on day 31 of the month.', '{Some of these months have no such day.}', false),
  ('0 0 31 1,3 *', 'At 00:00, on day 31 of the month, in January and March.', '{}', false),
  ('0 0 29 2 *', 'At 00:00, on day 29 of the month, in February.', '{Some of these months have no such day.}', false),
  ('0 0 31 2 mon', 'At 00:00, either on day 31 of the month or on Monday, in February.',
    '{"Day of month and day of week are both restricted: either fires. {\"days\": \"both\"} asks for both.",'
    'Day of month never comes in these months: day of week alone fires.}', false),
  ('H H(3-3) * * *', null, '{}', false),
  ('@hourly', 'At minute 0 of every hour.', '{}', false),
  ('@weekly', 'At 00:00, on Sunday.', '{}', false),
  ('@every 90s', 'Every 90 seconds.', '{}', false),
  ('@every 1min', 'Every minute.', '{}', false),
  ('@every 1h', 'Every hour.', '{}', false),
  ('@every 2d', 'Every 48 hours.', '{}', false);
update rule set sentence = format('At 03:%s.', to_char((('x' || substr(encode(sha256('name'), 'hex'), 9, 8))::bit(32)::bigint) % 60, 'FM00'))
where spec like 'H%';

select plan((select 2 * count(*)::int from rule));
select is(awa_store.rule_sentence(r), c.sentence, c.spec) from rule c, awa_store.read_spec(c.spec, 'name', c.asks_both) r;
select is(awa_store.rule_notes(r), c.notes, 'notes on ' || c.spec) from rule c, awa_store.read_spec(c.spec, 'name', c.asks_both) r;

select * from finish();
