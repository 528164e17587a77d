-- resume_schedule: lets a schedule fire again.
set search_path = tap;
select plan(19);

select has_function('awa', 'resume_schedule', array['text', 'text'], 'resume_schedule exists');
select is(pg_get_function_arguments('awa.resume_schedule'::regproc),
  'name text, missed text DEFAULT NULL::text',
  'arguments of resume_schedule');
select is(pg_get_function_result('awa.resume_schedule'::regproc),
  'TABLE(schedule_name text, outcome text, fired integer, dropped integer, skipped integer)',
  'result of resume_schedule');
select volatility_is('awa', 'resume_schedule', 'volatile', 'resume_schedule is volatile');
select is(executors('resume_schedule'), '{awa_operator,awa_owner,awa_producer}', 'who may call resume_schedule');
select keeps_the_rules('resume_schedule');

-- Errors.
select refuses($$select awa.resume_schedule(null)$$, 'AW001', 'name%null%', 'a name is needed');
select refuses($$select awa.resume_schedule('')$$, 'AW001', 'name%""%', 'an empty one is refused');
select refuses($$select awa.resume_schedule(repeat('n', 201))$$, 'AW003', 'name%200 characters', 'one of 201 letters, too');
select refuses($$select awa.resume_schedule('none')$$, 'AW010', '%no schedule "none"', 'one that is not there is named');
select refuses($$select awa.resume_schedule('s', 'some')$$, 'AW001', 'missed%"some"', 'missed is one of three');

select from awa.put_schedule('s', '@daily', kind => 'x');
select results_eq($$select * from awa.resume_schedule('s')$$, $$values ('s', 'not_paused', 0, 0, 0)$$, 'one that is not paused');
select from awa.pause_schedule('s');
select results_eq($$select * from awa.resume_schedule('s', 'all')$$, $$values ('s', 'resumed', 0, 0, 0)$$, 'the answer');

select * from finish();
