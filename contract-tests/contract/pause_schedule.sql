-- pause_schedule: lets a schedule fire no more, for now.
set search_path = tap;
select plan(21);

select has_function('awa', 'pause_schedule', array['text', 'text', 'timestamp with time zone'], 'pause_schedule exists');
select is(pg_get_function_arguments('awa.pause_schedule'::regproc),
  'name text, reason text DEFAULT NULL::text, until timestamp with time zone DEFAULT NULL::timestamp with time zone',
  'arguments of pause_schedule');
select is(pg_get_function_result('awa.pause_schedule'::regproc),
  'TABLE(schedule_name text, outcome text)',
  'result of pause_schedule');
select volatility_is('awa', 'pause_schedule', 'volatile', 'pause_schedule is volatile');
select is(executors('pause_schedule'), '{awa_operator,awa_owner,awa_producer}', 'who may call pause_schedule');
select keeps_the_rules('pause_schedule');

-- Errors.
select refuses($$select awa.pause_schedule(null)$$, 'AW001', 'name%null%', 'a name is needed');
select refuses($$select awa.pause_schedule('')$$, 'AW001', 'name%""%', 'an empty one is refused');
select refuses($$select awa.pause_schedule(repeat('n', 201))$$, 'AW003', 'name%200 characters', 'one of 201 letters, too');
select refuses($$select awa.pause_schedule('none')$$, 'AW010', '%no schedule "none"', 'one that is not there is named');
select refuses($$select awa.pause_schedule('s', until => '2000-01-01 00:00+00')$$, 'AW001', 'until%2000-01-01%', 'a pause ends ahead');
select refuses($$select awa.pause_schedule('s', until => 'infinity')$$, 'AW001', 'until%infinity%', 'at a time');
select refuses($$select awa.pause_schedule('s', repeat('r', 1001))$$, 'AW003', 'reason%1000 characters', 'a reason has an end');

select from awa.put_schedule('s', '@daily', kind => 'x');
select results_eq($$select * from awa.pause_schedule('s', 'holiday')$$, $$values ('s', 'paused')$$, 'the answer');
select results_eq($$select * from awa.pause_schedule('s', 'holiday')$$, $$values ('s', 'unchanged')$$, 'for one that is paused');

select * from finish();
