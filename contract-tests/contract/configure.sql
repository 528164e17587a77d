-- configure: how long ended jobs are kept where their queue says nothing else.
set search_path = tap;
select plan(20);

select has_function('awa', 'configure', array['jsonb'], 'configure exists');
select is(pg_get_function_arguments('awa.configure'::regproc),
  'settings jsonb DEFAULT ''{}''::jsonb',
  'arguments of configure');
select is(pg_get_function_result('awa.configure'::regproc),
  'TABLE(keep_completed double precision, keep_failed double precision, keep_cancelled double precision, max_delay double precision)',
  'result of configure');
select volatility_is('awa', 'configure', 'volatile', 'configure is volatile');
select is(executors('configure'), '{awa_operator,awa_owner}', 'who may call configure');
select keeps_the_rules('configure');

-- Errors.
select refuses($$select awa.configure('{"keep": "1 day"}')$$, 'AW002', '%keep%', 'an unknown key is named');
select refuses($$select awa.configure('[]')$$, 'AW001', '%[]%', 'settings are an object');
select refuses($$select awa.configure('{"keep_completed": "for long"}')$$, 'AW001', '%keep_completed%for long%',
  'keep_completed is an interval');
select refuses($$select awa.configure('{"keep_completed": "0 s"}')$$, 'AW001', '%keep_completed%0 s%',
  'keep_completed is more than nothing');
select refuses($$select awa.configure('{"keep_failed": "-1 day"}')$$, 'AW001', '%keep_failed%-1 day%',
  'keep_failed is positive');
select refuses($$select awa.configure('{"keep_cancelled": "200 years"}')$$, 'AW001', '%keep_cancelled%200 years%',
  'keep_cancelled is at most 100 years');

select results_eq('select * from awa.configure()', $$select 86400::float8, 2592000::float8, 604800::float8, 31622400::float8$$,
  'the defaults, and refused values left them alone');
select results_eq('select * from awa.configure(null)', 'select * from awa.configure()', 'null is the default');

select * from finish();
