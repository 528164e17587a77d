-- backfill_schedule: makes fires of the past.
set search_path = tap;
select plan(23);

select has_function('awa', 'backfill_schedule', array['text', 'timestamp with time zone', 'timestamp with time zone', 'integer'], 'backfill_schedule exists');
select is(pg_get_function_arguments('awa.backfill_schedule'::regproc),
  'name text, from_at timestamp with time zone, to_at timestamp with time zone DEFAULT NULL::timestamp with time zone, max_fires integer DEFAULT 100',
  'arguments of backfill_schedule');
select is(pg_get_function_result('awa.backfill_schedule'::regproc),
  'TABLE(schedule_name text, outcome text, fired integer, already integer, next_from timestamp with time zone)',
  'result of backfill_schedule');
select volatility_is('awa', 'backfill_schedule', 'volatile', 'backfill_schedule is volatile');
select is(executors('backfill_schedule'), '{awa_operator,awa_owner,awa_producer}', 'who may call backfill_schedule');
select keeps_the_rules('backfill_schedule');

-- Errors.
select refuses($$select awa.backfill_schedule(null, '2020-01-01 00:00+00')$$, 'AW001', 'name%null%', 'a name is needed');
select refuses($$select awa.backfill_schedule('', '2020-01-01 00:00+00')$$, 'AW001', 'name%""%', 'an empty one is refused');
select refuses($$select awa.backfill_schedule(repeat('n', 201), '2020-01-01 00:00+00')$$, 'AW003', 'name%200 characters', 'one of 201 letters, too');
select refuses($$select awa.backfill_schedule('none', '2020-01-01 00:00+00')$$, 'AW010', '%no schedule "none"', 'one that is not there is named');
select refuses($$select awa.backfill_schedule('s', null)$$, 'AW001', 'from_at%', 'it begins at a time');
select refuses($$select awa.backfill_schedule('s', '-infinity')$$, 'AW001', 'from_at%infinity%', 'that is one');
select refuses($$select awa.backfill_schedule('s', '2020-01-01 00:00+00', '9999-01-01 00:00+00')$$, 'AW001', 'to_at%9999-01-01%', 'and ends in the past');
select refuses($$select awa.backfill_schedule('s', '2020-01-01 00:00+00', '2019-01-01 00:00+00')$$, 'AW001', 'to_at%2019-01-01%', 'not before');
select refuses($$select awa.backfill_schedule('s', '2020-01-01 00:00+00', max_fires => 0)$$, 'AW001', 'max_fires%0', 'none are too few');
select refuses($$select awa.backfill_schedule('s', '2020-01-01 00:00+00', max_fires => 1001)$$, 'AW001', 'max_fires%1001', '1001 are too many');

select from awa.put_schedule('s', '@daily', kind => 'x');
select results_eq($$select * from awa.backfill_schedule('s', '2020-01-01 00:00+00', '2020-01-04 00:00+00', 2)$$,
  $$values ('s', 'partial', 2, 0, '2020-01-03 00:00+00'::timestamptz)$$, 'the answer');

select * from finish();
