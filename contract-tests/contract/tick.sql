-- tick: bounded housekeeping that any worker may call.
set search_path = tap;
select plan(13);

select has_function('awa', 'tick', array['jsonb'], 'tick exists');
select is(pg_get_function_arguments('awa.tick'::regproc),
  'opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of tick');
select is(pg_get_function_result('awa.tick'::regproc),
  'TABLE(promoted integer, workers_lost integer, jobs_rescued integer, jobs_expired integer, details jsonb)',
  'result of tick');
select volatility_is('awa', 'tick', 'volatile', 'tick is volatile');
select is(executors('tick'), '{awa_operator,awa_owner,awa_worker}', 'who may call tick');
select keeps_the_rules('tick');

-- Errors.
select refuses($$select awa.tick('{"fast": true}')$$, 'AW002', '%fast%', 'an unknown option is named');

select * from finish();
