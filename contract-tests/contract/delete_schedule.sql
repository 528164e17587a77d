-- delete_schedule: removes a schedule.
set search_path = tap;
select plan(17);

select has_function('awa', 'delete_schedule', array['text'], 'delete_schedule exists');
select is(pg_get_function_arguments('awa.delete_schedule'::regproc),
  'name text',
  'arguments of delete_schedule');
select is(pg_get_function_result('awa.delete_schedule'::regproc),
  'TABLE(schedule_name text, outcome text)',
  'result of delete_schedule');
select volatility_is('awa', 'delete_schedule', 'volatile', 'delete_schedule is volatile');
select is(executors('delete_schedule'), '{awa_operator,awa_owner,awa_producer}', 'who may call delete_schedule');
select keeps_the_rules('delete_schedule');

-- Errors.
select refuses($$select awa.delete_schedule(null)$$, 'AW001', 'name%null%', 'a name is needed');
select refuses($$select awa.delete_schedule('')$$, 'AW001', 'name%""%', 'an empty one is refused');
select refuses($$select awa.delete_schedule(repeat('n', 201))$$, 'AW003', 'name%200 characters', 'one of 201 letters, too');

select from awa.put_schedule('s', '@daily', kind => 'x');
select results_eq($$select * from awa.delete_schedule('s')$$, $$values ('s', 'deleted')$$, 'the answer');
select results_eq($$select * from awa.delete_schedule('s')$$, $$values ('s', 'not_found')$$, 'for one that is not there');

select * from finish();
