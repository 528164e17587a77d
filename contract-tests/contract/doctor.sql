-- doctor: looks for what keeps the engine from working as it should.
set search_path = tap;
select plan(15);

select has_function('awa', 'doctor', array[]::text[], 'doctor exists');
select is(pg_get_function_arguments('awa.doctor'::regproc), '', 'arguments of doctor');
select is(pg_get_function_result('awa.doctor'::regproc),
  'TABLE(check_name text, status text, detail text, hint text)',
  'result of doctor');
select volatility_is('awa', 'doctor', 'stable', 'doctor is stable');
select is(executors('doctor'), '{awa_observer,awa_operator,awa_owner}', 'who may call doctor');
select keeps_the_rules('doctor');

select set_has('select check_name from awa.doctor()',
  $$select unnest('{ring,origin,failing_steps,workers,due_jobs,kinds,sleep_marks,locks,open_settles,prepared_transactions,old_transactions,grants,deprecated_calls}'::text[])$$, 'what it looks at');
select results_eq('select distinct status, hint from awa.doctor()', $$select 'ok', null::text$$,
  'nothing is wrong with a new installation');
select is_empty($$select * from awa.doctor() where detail is null$$, 'each check says what it saw');

select * from finish();
